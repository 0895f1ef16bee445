package fovea.engine.onednn;

import org.bytedeco.dnnl.memory;

/**
 * The HWNC layout of feature maps: rows outermost, then columns, images and channels. The library
 * has no kernels for it, but has kernels for other tensors with the same order in memory, as which
 * the methods here present the maps.
 */
final class HwncLayout {

  private static final int N = 0;
  private static final int C = 1;
  private static final int H = 2;
  private static final int W = 3;

  private HwncLayout() {}

  /** The layout of feature maps with dimensions N x C x H x W. */
  static memory.desc layout(long[] dims, memory.data_type type) {
    long pixel = dims[N] * dims[C];
    return new memory.desc(dims, type, new long[] {dims[C], 1, dims[W] * pixel, pixel});
  }

  /**
   * Whether feature maps have this layout and not also the channels-last one, as a single image or
   * maps of 1 x 1 do.
   */
  static boolean matches(memory.desc maps) {
    if (maps.get_ndims() != 4) {
      return false;
    }
    long[] dims = Dims.of(maps);
    memory.data_type type = maps.get_data_type();
    return maps.equals(layout(dims, type)) && !maps.equals(Dims.channelsLast(dims, type));
  }

  /** The same memory as one volume: rows are its depth, columns its height and images its width. */
  static memory.desc volume(memory.desc maps) {
    long[] dims = Dims.of(maps);
    return new memory.desc(
        new long[] {1, dims[C], dims[H], dims[W], dims[N]},
        maps.get_data_type(),
        memory.format_tag.ndhwc);
  }

  /**
   * The same memory as channels-last maps, whose images are the rows and whose width is the images.
   */
  static memory.desc channelsLast(memory.desc maps) {
    long[] dims = Dims.of(maps);
    return Dims.channelsLast(new long[] {dims[H], dims[C], dims[W], dims[N]}, maps.get_data_type());
  }

  /** The same memory as a matrix with a row for each position. */
  static memory.desc positions(memory.desc maps) {
    long[] dims = Dims.of(maps);
    return Dims.rowMajor(new long[] {dims[H] * dims[W], dims[N] * dims[C]}, maps.get_data_type());
  }
}
