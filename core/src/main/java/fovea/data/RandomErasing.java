package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Random erasing (Zhong et al. 2020, algorithm 1, with torchvision's defaults): fills a random
 * rectangle inside the image, of 2 to 33 % of its area and an aspect ratio from 0.3 to 3.3. If none
 * of ten candidate rectangles fits, the image is left unchanged.
 *
 * @param probability the probability of erasing, from 0 to 1
 * @param fill the value that fills the rectangle, from 0 to 255 for each channel
 */
public record RandomErasing(double probability, List<Integer> fill) implements Transform {

  private static final double MIN_AREA = 0.02;
  private static final double MAX_AREA = 0.33;
  private static final double MAX_RATIO = 3.3;
  private static final double MIN_RATIO = 0.3;
  private static final int ATTEMPTS = 10;

  public RandomErasing {
    fill = Fill.checked("erasing", fill);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "erasing probability is %s: it must be from 0 to 1".formatted(probability));
    }
  }

  @Override
  public Shape output(Shape input) {
    Fill.requireChannels("erasing", fill, input);
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    System.arraycopy(source, 0, destination, 0, input.elements());
    if (CounterBasedRandom.uniform(key, 0) >= probability) {
      return;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long own = CounterBasedRandom.subkey(key, attempt);
      double areaFraction = MIN_AREA + (MAX_AREA - MIN_AREA) * CounterBasedRandom.uniform(own, 0);
      double low = StrictMath.log(MIN_RATIO);
      double ratio =
          StrictMath.exp(
              low + (StrictMath.log(MAX_RATIO) - low) * CounterBasedRandom.uniform(own, 1));
      double area = areaFraction * input.area();
      int rows = (int) Math.round(Math.sqrt(area * ratio));
      int columns = (int) Math.round(Math.sqrt(area / ratio));
      if (rows >= 1 && columns >= 1 && rows < input.height() && columns < input.width()) {
        int top = CounterBasedRandom.below(input.height() - rows + 1, own, 2);
        int left = CounterBasedRandom.below(input.width() - columns + 1, own, 3);
        Fill.rectangle(destination, input, fill, top, left, rows, columns);
        return;
      }
    }
  }
}
