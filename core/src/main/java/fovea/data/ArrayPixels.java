package fovea.data;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.security.MessageDigest;

/** Images of one shape in an array. */
final class ArrayPixels implements Pixels {

  private final Shape shape;
  private final Size size;
  private final byte[] values;

  /**
   * @param shape the shape of each image
   * @param values the concatenated images, N x C x H x W
   */
  ArrayPixels(Shape shape, byte[] values) {
    this.shape = shape;
    size = Size.of(shape.height(), shape.width());
    this.values = values;
  }

  @Override
  public int count() {
    return values.length / shape.elements();
  }

  @Override
  public Size size(int image) {
    return size;
  }

  @Override
  public void copy(int image, byte[] destination) {
    System.arraycopy(values, image * shape.elements(), destination, 0, shape.elements());
  }

  @Override
  public void digest(int image, int elements, byte[] buffer, MessageDigest digest) {
    digest.update(values, image * elements, elements);
  }
}
