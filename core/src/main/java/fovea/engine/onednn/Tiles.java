package fovea.engine.onednn;

import fovea.nn.Shape;
import org.bytedeco.dnnl.memory;

/**
 * How feature maps lie in memory, and the {@link Winograd} transforms of a few rows of tiles of
 * them. Maps have their channels last; transformed, all rows of a point stand one behind the other:
 * those of the first row of tiles, image by image, then those of the next.
 *
 * @param compiler what makes the views
 * @param shape one image's shape
 * @param points the points of the transform
 * @param count rows of tiles in a piece
 * @param images images in a piece
 */
record Tiles(Compiler compiler, Shape shape, int points, int count, int images) {

  /** Feature maps. */
  memory.desc maps(memory.data_type type) {
    return Dims.channelsLast(Dims.of(compiler.batch(), shape), type);
  }

  /** Their transform. */
  memory.desc transformed() {
    return Dims.plain(new long[] {points * pointElements()}, compiler.type());
  }

  /** Some rows of the maps of a piece's images, from one image on: a matrix an image. */
  Tensor rows(Tensor maps, int image, int first, int rows) {
    memory.data_type type = maps.layout().get_data_type();
    long map = shape.height() * row();
    memory.desc layout = matrices(new long[] {images, rows, row()}, type, map, row());
    long offset = image * map + first * row();
    return compiler.part(maps, layout, offset * memory.data_type_size(type));
  }

  /** Their transform: a matrix an image, with a row for each point and row of tiles. */
  Tensor rows(Tensor transformed) {
    long[] dims = {images, (long) points * count, row()};
    return compiler.part(transformed, matrices(dims, compiler.type(), row(), batchRows()), 0);
  }

  /** All rows of a point. */
  Tensor point(Tensor transformed, memory.desc layout, int point) {
    return compiler.part(transformed, layout, point * layout.get_size());
  }

  private static memory.desc matrices(
      long[] dims, memory.data_type type, long matrixStride, long rowStride) {
    return new memory.desc(dims, type, new long[] {matrixStride, rowStride, 1});
  }

  private long row() {
    return (long) shape.width() * shape.channels();
  }

  /** Numbers in one row of each of a piece's images. */
  private long batchRows() {
    return images * row();
  }

  private long pointElements() {
    return count * batchRows();
  }
}
