package fovea.data;

import fovea.data.Bilinear.Window;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import fovea.nn.Size;

/**
 * Cuts a random part out of a whole image and scales it, by the rule of torchvision's {@code
 * RandomResizedCrop} (Szegedy et al. 2015, section 6): its area is a uniform share of the image's,
 * the logarithm of its proportions uniform between those of 3:4 and 4:3, relative to the wanted
 * ones. After ten parts that do not fit, the largest one at the centre with allowed proportions is
 * taken.
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param least the smallest share of the area, above 0 and at most 1
 */
public record RandomResizedCrop(int height, int width, double least) implements Transform {

  private static final int ATTEMPTS = 10;
  private static final double MAX_RATIO = 4.0 / 3;

  public RandomResizedCrop {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "resized crop is %sx%s: it must be at least 1x1".formatted(height, width));
    }
    if (!(least > 0 && least <= 1)) {
      throw new IllegalArgumentException(
          "resized crop has at least the share %s: it must be above 0, and at most 1"
              .formatted(least));
    }
  }

  @Override
  public Shape output(Shape input) {
    return Shape.image(input.channels(), height, width);
  }

  @Override
  public boolean takesWhole() {
    return true;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    Window window = window(Size.of(input.height(), input.width()), key);
    Bilinear.scale(source, input, window, Size.of(height, width), destination);
  }

  /** The part of an image that a key stands for. */
  Window window(Size image, long key) {
    double proportions = (double) width / height;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int position = 4 * attempt;
      double share = least + (1 - least) * CounterBasedRandom.uniform(key, position);
      double exponent = 2 * CounterBasedRandom.uniform(key, position + 1) - 1;
      double ratio = proportions * StrictMath.pow(MAX_RATIO, exponent);
      double area = share * image.height() * image.width();
      int columns = (int) Math.rint(Math.sqrt(area * ratio));
      int rows = (int) Math.rint(Math.sqrt(area / ratio));
      if (columns > 0 && columns <= image.width() && rows > 0 && rows <= image.height()) {
        return new Window(
            CounterBasedRandom.below(image.height() - rows + 1, key, position + 2),
            CounterBasedRandom.below(image.width() - columns + 1, key, position + 3),
            Size.of(rows, columns));
      }
    }
    return centre(image, proportions);
  }

  private static Window centre(Size image, double proportions) {
    double ratio = (double) image.width() / image.height();
    double narrowest = proportions / MAX_RATIO;
    double widest = proportions * MAX_RATIO;
    int rows = ratio < narrowest ? (int) Math.rint(image.width() / narrowest) : image.height();
    int columns = ratio > widest ? (int) Math.rint(image.height() * widest) : image.width();
    return new Window(
        (image.height() - rows) / 2, (image.width() - columns) / 2, Size.of(rows, columns));
  }
}
