package fovea.engine.onednn;

import fovea.nn.Shape;
import fovea.nn.Size;
import org.bytedeco.dnnl.memory;

/** Converts shapes to oneDNN's dimensions and memory descriptors. */
final class Dims {

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
          case 4 -> memory.format_tag.abcd;
          case 5 -> memory.format_tag.abcde;
          default ->
              throw new IllegalArgumentException(
                  "dims has %s dimensions: it must have 1, 2, 4 or 5".formatted(dims.length));
        };
    return new memory.desc(dims, type, tag);
  }

  /** The channels-last layout (NHWC) of feature maps. */
  static memory.desc channelsLast(long[] dims, memory.data_type type) {
    return new memory.desc(dims, type, memory.format_tag.nhwc);
  }

  /** A layout left to the library's choice. */
  static memory.desc any(long[] dims, memory.data_type type) {
    return new memory.desc(dims, type, memory.format_tag.any);
  }
}
