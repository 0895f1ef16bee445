package fovea.engine.onednn;

import fovea.nn.Shape;
import fovea.nn.Size;
import org.bytedeco.dnnl.memory;

/**
 * How feature maps lie in memory, and the {@link Winograd} transforms of a few rows of tiles of
 * them. Maps have their channels last. Transformed, all rows of a point stand one after the other,
 * first those of the first row of tiles, then those of the next; in them the order is the maps'.
 *
 * <p>That order is either image by image, as usual, or position by position, with the images side
 * by side. A filter then slides over whole batches of numbers: kernels have no short rows to end,
 * and what a filter covers of the padding costs nothing.
 *
 * @param compiler what makes the views
 * @param shape one image's shape
 * @param points the points of the transform
 * @param count rows of tiles in a piece
 * @param images images in a piece
 * @param sideBySide whether images lie side by side, inside of rows and columns
 */
record Tiles(
    Compiler compiler, Shape shape, int points, int count, int images, boolean sideBySide) {

  /** Rows that the kernels are shown as one image, where they make several. */
  private static final int ROWS = 32;

  /** Feature maps. */
  memory.desc maps(memory.data_type type) {
    long[] dims = Dims.of(compiler.batch(), shape);
    return sideBySide ? SideBySide.layout(dims, type) : Dims.channelsLast(dims, type);
  }

  /** Their transform. */
  memory.desc transformed() {
    return Dims.plain(new long[] {points * pointElements()}, compiler.type());
  }

  /**
   * Some rows of the maps of a piece's images, from one image on: a matrix for each stretch of
   * numbers that belong to a row.
   */
  Tensor rows(Tensor maps, int image, int first, int rows) {
    memory.data_type type = maps.layout().get_data_type();
    long next = sideBySide ? (long) compiler.batch() * shape.channels() : shape.elements();
    long row = sideBySide ? shape.width() * next : stretch();
    long[] dims = {stretches(), rows, stretch()};
    long offset = image * (sideBySide ? shape.channels() : next) + first * row;
    return compiler.part(
        maps, matrices(dims, type, next, row), offset * memory.data_type_size(type));
  }

  /** Their transform: a row of each matrix for each point and row of tiles. */
  Tensor rows(Tensor transformed) {
    long[] dims = {stretches(), (long) points * count, stretch()};
    return compiler.part(
        transformed, matrices(dims, compiler.type(), stretch(), stretches() * stretch()), 0);
  }

  /** All rows of a point, in dimensions for a convolution along them. */
  long[] pointDims() {
    if (sideBySide) {
      return new long[] {count, shape.channels(), shape.width(), images};
    }
    int all = images * count;
    int together = all % ROWS == 0 ? ROWS : 1;
    return new long[] {all / together, shape.channels(), together, shape.width()};
  }

  /** A size along those rows, and across them, for the same convolution. */
  Size size(int along, int across) {
    return sideBySide ? new Size(along, across) : new Size(across, along);
  }

  /** All rows of a point. */
  Tensor point(Tensor transformed, memory.desc layout, int point) {
    return compiler.part(transformed, layout, point * layout.get_size());
  }

  private static memory.desc matrices(
      long[] dims, memory.data_type type, long matrixStride, long rowStride) {
    return new memory.desc(dims, type, new long[] {matrixStride, rowStride, 1});
  }

  /** Adjacent numbers of one row: of an image's, or of one column in all images. */
  private long stretch() {
    return (long) shape.channels() * (sideBySide ? images : shape.width());
  }

  private long stretches() {
    return sideBySide ? shape.width() : images;
  }

  private long pointElements() {
    return count * stretches() * stretch();
  }
}
