package fovea.engine.onednn;

import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Shape;
import fovea.nn.Size;
import org.bytedeco.dnnl.memory;

/**
 * The memory layout of feature maps and of the {@link Winograd} transform of a chunk of them, a few
 * rows of tiles. Maps have their channels last. In the transform, all rows of a point are
 * contiguous, ordered by row of tiles; within a row the order is that of the maps.
 *
 * <p>Maps are either in NHWC or in HWNC order. In HWNC a filter slides over whole batches of
 * values: kernels have no remainders at the end of short rows, and padding costs nothing.
 *
 * @param emitter creates the views
 * @param shape the shape of one image's maps
 * @param points the number of points of the transform
 * @param count the number of rows of tiles in a chunk
 * @param images the number of images in a chunk
 * @param hwnc whether the order is HWNC
 */
record WinogradLayout(
    Emitter emitter, Shape shape, int points, int count, int images, boolean hwnc) {

  /** Rows that are presented to kernels as one image, if the number of rows is a multiple. */
  private static final int ROWS = 32;

  /** The layout of the feature maps. */
  memory.desc maps(memory.data_type type) {
    long[] dims = Dims.of(emitter.batch(), shape);
    return hwnc ? HwncLayout.layout(dims, type) : Dims.channelsLast(dims, type);
  }

  /** The layout of the transform of a chunk. */
  memory.desc transformed() {
    return Dims.rowMajor(new long[] {points * pointElements()}, emitter.type());
  }

  /**
   * Rows of the maps of a chunk's images, starting at an image, as a batch of matrices: one for
   * each contiguous stretch of a row.
   */
  Tensor rows(Tensor maps, int image, int first, int rows) {
    memory.data_type type = maps.layout().get_data_type();
    long next = hwnc ? (long) emitter.batch() * shape.channels() : shape.elements();
    long row = hwnc ? shape.width() * next : stretch();
    long[] dims = {stretches(), rows, stretch()};
    long offset = image * (hwnc ? shape.channels() : next) + first * row;
    return maps.part(matrices(dims, type, next, row), offset * memory.data_type_size(type));
  }

  /** The transform as a batch of matrices: in each, one row per point and row of tiles. */
  Tensor rows(Tensor transformed) {
    long[] dims = {stretches(), (long) points * count, stretch()};
    return transformed.as(matrices(dims, emitter.type(), stretch(), stretches() * stretch()));
  }

  /** The dimensions of all rows of a point, for a convolution along the rows. */
  long[] pointDims() {
    if (hwnc) {
      return new long[] {count, shape.channels(), shape.width(), images};
    }
    int all = images * count;
    int together = all % ROWS == 0 ? ROWS : 1;
    return new long[] {all / together, shape.channels(), together, shape.width()};
  }

  /** A size along and across the rows, for the same convolution. */
  Size size(int along, int across) {
    return hwnc ? new Size(along, across) : new Size(across, along);
  }

  /** All rows of a point. */
  Tensor point(Tensor transformed, memory.desc layout, int point) {
    return transformed.part(layout, point * layout.get_size());
  }

  private static memory.desc matrices(
      long[] dims, memory.data_type type, long matrixStride, long rowStride) {
    return new memory.desc(dims, type, new long[] {matrixStride, rowStride, 1});
  }

  /**
   * The length of a contiguous stretch of a row: a whole row of an image, or one column of all
   * images.
   */
  private long stretch() {
    return (long) shape.channels() * (hwnc ? images : shape.width());
  }

  private long stretches() {
    return hwnc ? shape.width() : images;
  }

  private long pointElements() {
    return count * stretches() * stretch();
  }
}
