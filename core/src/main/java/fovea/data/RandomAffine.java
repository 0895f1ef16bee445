package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Turns, moves and scales an image by random amounts, all at once so that it is interpolated once
 * only; torchvision's RandomAffine without shear, bilinear.
 *
 * @param degrees how far it is turned at most, either way; from 0 to 180
 * @param translation how far it is moved at most along each side, as a share of that; from 0 to 1
 * @param scaling how much larger or smaller it becomes at most: a factor from 1 - scaling to 1 +
 *     scaling; from 0, below 1
 * @param fill what comes in from outside, a value from 0 to 255 a channel
 */
public record RandomAffine(double degrees, double translation, double scaling, List<Integer> fill)
    implements Transform {

  public RandomAffine {
    fill = Fill.checked("affine", fill);
    if (!(degrees >= 0 && degrees <= 180)) {
      throw new IllegalArgumentException(
          "rotation is %s: it must be from 0 to 180 degrees".formatted(degrees));
    }
    if (!(translation >= 0 && translation <= 1)) {
      throw new IllegalArgumentException(
          "translation is %s: it must be from 0 to 1".formatted(translation));
    }
    if (!(scaling >= 0 && scaling < 1)) {
      throw new IllegalArgumentException(
          "scaling is %s: it must be 0 or more and below 1".formatted(scaling));
    }
  }

  @Override
  public Shape output(Shape input) {
    Fill.requireChannels("affine", fill, input);
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    double angle = Math.toRadians(between(degrees, key, 0));
    double factor = 1 + between(scaling, key, 1);
    // Not StrictMath, whose newer versions allocate.
    double cosine = Math.cos(angle) / factor; // the map goes from the result to the source
    double sine = Math.sin(angle) / factor;
    double right = between(translation, key, 2) * input.width();
    double down = between(translation, key, 3) * input.height();
    double e = -(cosine * right + sine * down);
    double f = -(-sine * right + cosine * down);
    Warp.apply(source, input, destination, fill, cosine, sine, -sine, cosine, e, f);
  }

  private static double between(double most, long key, int position) {
    return most * (2 * CountedRandom.uniform(key, position) - 1);
  }
}
