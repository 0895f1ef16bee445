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
    Bilinear.Rows rows =
        (row, planes) -> {
          for (int channel = 0; channel < input.channels(); channel++) {
            System.arraycopy(
                source,
                (channel * input.height() + row) * input.width(),
                planes,
                channel * input.width(),
                input.width());
          }
        };
    Bilinear.scale(rows, input.channels(), input.size(), size, new Window(0, 0, size), destination);
  }
}
