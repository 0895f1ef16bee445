package fovea.data;

import fovea.nn.Shape;

/** A decoded image with its shape, and whether its file has others. */
final class Picture {

  private final Shape shape;
  private final byte[] values;
  private final boolean ofSeveral;

  /**
   * @param values C x H x W unsigned bytes
   */
  Picture(Shape shape, byte[] values) {
    this(shape, values, false);
  }

  private Picture(Shape shape, byte[] values, boolean ofSeveral) {
    this.shape = shape;
    this.values = values;
    this.ofSeveral = ofSeveral;
  }

  /**
   * The picture of a file.
   *
   * @param several whether the file has other images
   */
  Picture ofSeveral(boolean several) {
    return new Picture(shape, values, several);
  }

  /** Whether the picture is the first of several in its file. */
  boolean ofSeveral() {
    return ofSeveral;
  }

  Shape shape() {
    return shape;
  }

  /** The values, C x H x W; not a copy. */
  byte[] values() {
    return values;
  }
}
