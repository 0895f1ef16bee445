package fovea.data;

import fovea.nn.Shape;

/**
 * Crops an image to a square at its centre.
 *
 * @param size rows and columns of the square
 */
public record CenterCrop(int size) implements Transform {

  @Override
  public Shape output(Shape input) {
    return Crop.output(size, 0, input);
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    Crop.copy(
        source, input, (input.height() - size) / 2, (input.width() - size) / 2, size, destination);
  }
}
