package fovea.data;

import fovea.nn.Shape;

/** A decoded image with its shape. */
final class Picture {

  private final Shape shape;
  private final byte[] values;

  /**
   * @param values C x H x W unsigned bytes
   */
  Picture(Shape shape, byte[] values) {
    this.shape = shape;
    this.values = values;
  }

  Shape shape() {
    return shape;
  }

  /** The values, C x H x W; not a copy. */
  byte[] values() {
    return values;
  }
}
