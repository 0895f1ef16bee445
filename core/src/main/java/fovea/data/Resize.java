package fovea.data;

import fovea.data.Bilinear.Window;
import fovea.nn.Shape;
import fovea.nn.Size;

/**
 * Scales an image by Pillow's bilinear filter, to the bit, whatever its proportions.
 *
 * @param size rows and columns of the result
 */
public record Resize(Size size) implements Transform {

  @Override
  public Shape output(Shape input) {
    return Shape.image(input.channels(), size.height(), size.width());
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    Bilinear.scale(source, input, new Window(0, 0, input.size()), size, destination);
  }
}
