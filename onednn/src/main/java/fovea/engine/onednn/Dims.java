package fovea.engine.onednn;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** Converts shapes to oneDNN's dimensions and memory descriptors. */
final class Dims {

  private static final List<memory.format_tag> IMAGE_TAGS =
      List.of(
          memory.format_tag.nhwc,
          memory.format_tag.nchw,
          memory.format_tag.nChw16c,
          memory.format_tag.nChw8c);

  private Dims() {}

  /** N x C x H x W, or N x C when flat. */
  static long[] of(int batch, Shape shape) {
    return shape.flat()
        ? new long[] {batch, shape.channels()}
        : new long[] {batch, shape.channels(), shape.height(), shape.width()};
  }

  static long[] of(Size size) {
    return new long[] {size.height(), size.width()};
  }

  /** The dimensions of a layout. */
  static long[] of(memory.desc layout) {
    long[] dims = new long[layout.get_ndims()];
    layout.get_dims().get(dims);
    return dims;
  }

  /** A row-major layout. */
  static memory.desc rowMajor(long[] dims, memory.data_type type) {
    memory.format_tag tag =
        switch (dims.length) {
          case 1 -> memory.format_tag.a;
          case 2 -> memory.format_tag.ab;
          case 3 -> memory.format_tag.abc;
          case 4 -> memory.format_tag.abcd;
          case 5 -> memory.format_tag.abcde;
          default ->
              throw new IllegalArgumentException(
                  "dims has %s dimensions: it must have 1 to 5".formatted(dims.length));
        };
    return new memory.desc(dims, type, tag);
  }

  /** The channels-last layout (NHWC) of feature maps. */
  static memory.desc channelsLast(long[] dims, memory.data_type type) {
    return new memory.desc(dims, type, memory.format_tag.nhwc);
  }

  /**
   * A layout with another number of images, if it is one in which images follow each other: the
   * channels first or last, or in blocks.
   */
  static Optional<memory.desc> withImages(memory.desc layout, int images) {
    long[] dims = of(layout);
    memory.data_type type = layout.get_data_type();
    return imageTag(layout)
        .map(
            tag -> {
              dims[0] = images;
              return new memory.desc(dims, type, tag);
            });
  }

  private static Optional<memory.format_tag> imageTag(memory.desc layout) {
    long[] dims = of(layout);
    memory.data_type type = layout.get_data_type();
    List<memory.format_tag> tags = dims.length == 4 ? IMAGE_TAGS : List.of(memory.format_tag.ab);
    return tags.stream().filter(tag -> layout.equals(new memory.desc(dims, type, tag))).findFirst();
  }

  /** One 32-bit float for each channel of feature maps, in the order in which kernels need them. */
  static memory.desc perChannel(memory.desc maps) {
    long[] dims = {1, of(maps)[1], 1, 1};
    return new memory.desc(
        dims, memory.data_type.f32, imageTag(maps).orElse(memory.format_tag.nchw));
  }

  /** A layout left to the library's choice. */
  static memory.desc any(long[] dims, memory.data_type type) {
    return new memory.desc(dims, type, memory.format_tag.any);
  }

  /** The memory descriptor of a bias; an empty one if there is none. */
  static memory.desc bias(boolean biased, int channels) {
    return biased ? rowMajor(new long[] {channels}, memory.data_type.f32) : new memory.desc();
  }
}
