package fovea.nn;

import java.util.ArrayList;
import java.util.List;

/** Converts linear layers to convolutions, for {@link Network#fullyConvolutional}. */
final class Convolutionalization {

  private Convolutionalization() {}

  static List<Named> of(List<Named> layers, Shape input) {
    List<Named> converted = new ArrayList<>();
    Shape shape = input;
    Size window = Size.of(1); // size of the maps that the original network flattens
    for (Named named : layers) {
      Shape output = Network.output(named, shape);
      if (named.layer() instanceof Flatten) {
        window = shape.size();
      } else if (named.layer() instanceof Linear linear) {
        converted.add(new Named(named.name(), convolution(linear, window)));
        window = Size.of(1);
      } else if (named.layer() instanceof GlobalAvgPool2d) {
        converted.add(new Named(named.name(), sliding(shape.size())));
      } else {
        requireNoLinear(named);
        converted.add(named);
      }
      shape = output;
    }
    return converted;
  }

  private static Conv2d convolution(Linear linear, Size kernel) {
    Size one = Size.of(1);
    return new Conv2d(linear.features(), kernel, one, Size.of(0), one, 1, linear.bias());
  }

  private static AvgPool2d sliding(Size kernel) {
    return new AvgPool2d(kernel, Size.of(1), Size.of(0), false, true);
  }

  private static void requireNoLinear(Named named) {
    if (named.layer() instanceof Residual block) {
      List<Named> parts = new ArrayList<>(block.body());
      parts.addAll(block.shortcut());
      for (Named part : parts) {
        if (part.layer() instanceof Linear) {
          throw new IllegalArgumentException(
              "layer %s has the linear layer %s in a residual block: it takes no flattened maps"
                  .formatted(named.name(), part.name()));
        }
        requireNoLinear(part);
      }
    }
  }
}
