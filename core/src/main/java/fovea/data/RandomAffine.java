package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Rotates, translates and scales an image by random amounts, with a single bilinear interpolation;
 * torchvision's RandomAffine without shear.
 *
 * @param degrees largest rotation in either direction, in degrees; from 0 to 180
 * @param translation largest translation in either direction, as a fraction of the image's width
 *     and height; from 0 to 1
 * @param scaling scale factors are drawn from 1 - scaling to 1 + scaling; 0 or more and below 1
 * @param fill the value of pixels outside the image, from 0 to 255 for each channel
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
    double angle = Math.toRadians(symmetric(degrees, key, 0));
    double factor = 1 + symmetric(scaling, key, 1);
    // Not StrictMath: its newer versions allocate.
    double cosine = Math.cos(angle) / factor; // the inverse map, from the result to the source
    double sine = Math.sin(angle) / factor;
    double right = symmetric(translation, key, 2) * input.width();
    double down = symmetric(translation, key, 3) * input.height();
    double e = -(cosine * right + sine * down);
    double f = -(-sine * right + cosine * down);
    AffineWarp.apply(source, input, destination, fill, cosine, sine, -sine, cosine, e, f);
  }

  private static double symmetric(double bound, long key, int position) {
    return bound * (2 * CounterBasedRandom.uniform(key, position) - 1);
  }
}
