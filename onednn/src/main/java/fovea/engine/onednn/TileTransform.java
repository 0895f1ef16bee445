package fovea.engine.onednn;

import fovea.engine.onednn.plan.Tiling;
import fovea.engine.onednn.plan.Winograd;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A transform between channels-last feature maps and square tiles of {@link Winograd}, for a chunk
 * of them. Along each axis it is the product of a small matrix and the values of one or two
 * neighbouring tiles, all channels at once; positions outside the maps are left out. In between,
 * each row of the maps has the points of all its tiles.
 *
 * <p>Transformed, a chunk has a matrix for each point, with a row for each tile and a column for
 * each channel.
 */
final class TileTransform {

  /** The transform Bᵀ of an input, whose tiles overlap. */
  static TileTransform ofInput(
      LayerContext context, Winograd winograd, Tiling tiling, int channels) {
    int overlap = winograd.points() - winograd.outputs();
    return new TileTransform(
        context,
        tiling,
        channels,
        new Axis(winograd.points(), winograd.outputs(), overlap / 2, overlap),
        winograd::inputTransform);
  }

  /** The transform A of an output's gradient. */
  static TileTransform ofGradient(
      LayerContext context, Winograd winograd, Tiling tiling, int channels) {
    return new TileTransform(
        context,
        tiling,
        channels,
        ofOutputs(winograd),
        tiles -> Winograd.transposed(winograd.outputTransform(tiles), winograd.outputs() * tiles));
  }

  /** The transform Aᵀ of an output, from points to maps. */
  static TileTransform ofOutput(
      LayerContext context, Winograd winograd, Tiling tiling, int channels) {
    return new TileTransform(
        context, tiling, channels, ofOutputs(winograd), winograd::outputTransform);
  }

  private static Axis ofOutputs(Winograd winograd) {
    return new Axis(winograd.points(), winograd.outputs(), 0, 0);
  }

  /**
   * The positions of tiles along an axis.
   *
   * @param points the number of points of a tile
   * @param stride the distance between tiles
   * @param before the number of positions of a tile before its first output
   * @param overlap the number of positions that two tiles have in common
   */
  private record Axis(int points, int stride, int before, int overlap) {

    /** The positions of neighbouring tiles inside maps of a length. */
    Range range(int tile, int tiles, int length) {
      int start = tile * stride - before;
      int end = start + tiles * stride + overlap;
      return new Range(Math.max(0, start), Math.min(length, end), start);
    }

    int covered(int tiles) {
      return tiles * stride + overlap;
    }
  }

  /**
   * Positions.
   *
   * @param first the first one
   * @param end the one after the last
   * @param start the first one of the tile, which may lie outside the maps
   */
  private record Range(int first, int end, int start) {

    int length() {
      return end - first;
    }

    int skipped() {
      return first - start;
    }
  }

  private final LayerContext context;
  private final Emitter emitter;
  private final Tiling tiling;
  private final int channels;
  private final Axis axis;
  private final Tensor single;
  private final Tensor several;

  /**
   * @param matrix the row-major matrix for a number of neighbouring tiles
   */
  private TileTransform(
      LayerContext context, Tiling tiling, int channels, Axis axis, IntFunction<float[]> matrix) {
    this.context = context;
    this.tiling = tiling;
    this.channels = channels;
    this.axis = axis;
    emitter = context.emitter();
    single = constant(matrix.apply(1));
    several = constant(matrix.apply(tiling.together()));
  }

  private Tensor constant(float[] matrix) {
    return emitter.constant(Dims.rowMajor(new long[] {matrix.length}, emitter.type()), matrix);
  }

  /** The layout of a transformed chunk. */
  memory.desc transformed() {
    long points = (long) axis.points * axis.points;
    return Dims.rowMajor(new long[] {points, tiling.tiles(), channels}, emitter.type());
  }

  /** A tensor for the maps' rows between the transforms along the two axes. */
  Tensor between() {
    return emitter.tensor(
        Dims.rowMajor(
            new long[] {axis.covered(tiling.rows()), axis.points, rowElements()}, emitter.type()));
  }

  /** The elements of a point of a row of tiles. */
  private long rowElements() {
    return (long) tiling.images() * tiling.columns() * channels;
  }

  /** The elements of a point of the tiles of the same place in each piece. */
  private long placeElements() {
    return rowElements() / tiling.together();
  }

  private int pieces() {
    return tiling.columns() / tiling.together();
  }

  /** From maps to points. */
  void spread(String pass, int chunk, Tensor maps, Tensor between, Tensor transformed) {
    Range rows = axis.range(tiling.row(chunk), tiling.rows(), tiling.maps().height());
    int together = tiling.together();
    long wide = (long) axis.points * together;
    for (int piece = 0; piece < pieces(); piece++) {
      Range columns = axis.range(piece * together, together, tiling.maps().width());
      multiply(
          pass,
          part(several, wide, columns.length(), axis.covered(together), columns.skipped(), 4),
          maps(maps, chunk, rows, columns),
          pieceOf(between, piece, rows.length()));
    }
    for (int row = 0; row < tiling.rows(); row++) {
      Range read = axis.range(tiling.row(chunk) + row, 1, tiling.maps().height());
      multiply(
          pass,
          part(single, axis.points, read.length(), axis.covered(1), read.skipped(), 3),
          rowsOf(between, read.first() - rows.first(), read.length()),
          tilesOf(transformed, row));
    }
  }

  /** From points to maps, with a bias and the attributes of the last product. */
  void collect(
      String pass,
      int chunk,
      Tensor transformed,
      Tensor between,
      Tensor maps,
      Optional<Tensor> bias,
      primitive_attr attributes) {
    Range rows = axis.range(tiling.row(chunk), tiling.rows(), tiling.maps().height());
    long points = axis.points;
    for (int row = 0; row < tiling.rows(); row++) {
      Range written = axis.range(tiling.row(chunk) + row, 1, tiling.maps().height());
      multiply(
          pass,
          part(single, written.length(), points, points, 0, 3),
          tilesOf(transformed, row),
          rowsOf(between, written.first() - rows.first(), written.length()));
    }
    memory.desc shift = Dims.rowMajor(new long[] {1, 1, 1, channels}, memory.data_type.f32);
    int together = tiling.together();
    for (int piece = 0; piece < pieces(); piece++) {
      Range columns = axis.range(piece * together, together, tiling.maps().width());
      context.emitMatmul(
          Winograd.NAME_OF_SQUARES,
          pass,
          part(several, columns.length(), points * together, points * together, 0, 4),
          pieceOf(between, piece, rows.length()),
          bias.map(each -> each.as(shift)),
          maps(maps, chunk, rows, columns),
          attributes);
    }
  }

  /** Part of a small matrix, broadcast over all other dimensions. */
  private Tensor part(
      Tensor matrix, long height, long width, long stride, long skipped, int dimensions) {
    long[] dims = new long[dimensions];
    long[] strides = new long[dimensions];
    Arrays.fill(dims, 1);
    Arrays.fill(strides, height * stride);
    dims[dimensions - 2] = height;
    dims[dimensions - 1] = width;
    strides[dimensions - 2] = stride;
    strides[dimensions - 1] = 1;
    return matrix.part(new memory.desc(dims, emitter.type(), strides), bytes(skipped));
  }

  /**
   * Columns of rows of the maps of a chunk's images: images x rows x columns x channels. The
   * library takes a wrong stride for a single image that is not the first dimension (as of release
   * 3.11).
   */
  private Tensor maps(Tensor maps, int chunk, Range rows, Range columns) {
    memory.data_type type = maps.layout().get_data_type();
    long row = (long) tiling.maps().width() * channels;
    long image = tiling.maps().height() * row;
    long first =
        tiling.image(chunk) * image + rows.first() * row + (long) columns.first() * channels;
    return maps.part(
        new memory.desc(
            new long[] {tiling.images(), rows.length(), columns.length(), channels},
            type,
            new long[] {image, row, channels, 1}),
        first * memory.data_type_size(type));
  }

  /** The points of a piece: images x rows x points and tiles of the piece x channels. */
  private Tensor pieceOf(Tensor between, int piece, int rows) {
    long points = (long) axis.points * tiling.together();
    return between.part(
        new memory.desc(
            new long[] {tiling.images(), rows, points, channels},
            emitter.type(),
            new long[] {(long) pieces() * channels, points * placeElements(), placeElements(), 1}),
        bytes((long) piece * channels));
  }

  /** Rows of all pieces: points along the row x rows x tiles and channels. */
  private Tensor rowsOf(Tensor between, int first, int rows) {
    long row = axis.points * rowElements();
    return between.part(
        new memory.desc(
            new long[] {axis.points, rows, rowElements()},
            emitter.type(),
            new long[] {rowElements(), row, 1}),
        bytes(first * row));
  }

  /** The tiles of a row: points along the row x points along columns x tiles and channels. */
  private Tensor tilesOf(Tensor transformed, int row) {
    long point = tiling.rows() * rowElements();
    return transformed.part(
        new memory.desc(
            new long[] {axis.points, axis.points, rowElements()},
            emitter.type(),
            new long[] {point, axis.points * point, 1}),
        bytes(row * rowElements()));
  }

  private long bytes(long elements) {
    return elements * memory.data_type_size(emitter.type());
  }

  private void multiply(String pass, Tensor matrix, Tensor from, Tensor to) {
    context.emitMatmul(Winograd.NAME_OF_SQUARES, pass, matrix, from, to, emitter.attributes());
  }
}
