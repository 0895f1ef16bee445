package fovea.engine.onednn;

import org.bytedeco.dnnl.memory;

/**
 * Feature maps whose images lie side by side: rows outermost, then columns, images and channels.
 * The library has no kernels for them, but for other maps that lie in memory just so.
 */
final class SideBySide {

  private static final int N = 0;
  private static final int C = 1;
  private static final int H = 2;
  private static final int W = 3;

  private SideBySide() {}

  /** The layout of maps in dimensions N x C x H x W. */
  static memory.desc layout(long[] dims, memory.data_type type) {
    long pixel = dims[N] * dims[C];
    return new memory.desc(dims, type, new long[] {dims[C], 1, dims[W] * pixel, pixel});
  }

  /**
   * Whether images lie side by side and not one after the other, as a single image and single
   * pixels do as well.
   */
  static boolean is(memory.desc maps) {
    if (maps.get_ndims() != 4) {
      return false;
    }
    long[] dims = Dims.of(maps);
    memory.data_type type = maps.get_data_type();
    return maps.equals(layout(dims, type)) && !maps.equals(Dims.channelsLast(dims, type));
  }

  /** The same numbers as one volume: rows are its depth, images its width. */
  static memory.desc volume(memory.desc maps) {
    long[] dims = Dims.of(maps);
    return new memory.desc(
        new long[] {1, dims[C], dims[H], dims[W], dims[N]},
        maps.get_data_type(),
        memory.format_tag.ndhwc);
  }

  /** The same numbers as other maps, channels last: rows are images, images columns. */
  static memory.desc channelsLast(memory.desc maps) {
    long[] dims = Dims.of(maps);
    return Dims.channelsLast(new long[] {dims[H], dims[C], dims[W], dims[N]}, maps.get_data_type());
  }

  /** The same numbers as a matrix: a row for each position. */
  static memory.desc positions(memory.desc maps) {
    long[] dims = Dims.of(maps);
    return Dims.plain(new long[] {dims[H] * dims[W], dims[N] * dims[C]}, maps.get_data_type());
  }
}
