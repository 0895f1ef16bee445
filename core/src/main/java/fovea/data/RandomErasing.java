package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Blanks a rectangle within the image for some images (Zhong et al. 2020, algorithm 1, with
 * torchvision's numbers): 2 to 33 % of the area, sides in a ratio from 0.3 to 3.3. An image for
 * which ten such rectangles do not fit stays as it is.
 *
 * @param probability of blanking, 0 to 1
 * @param fill what is put there, a value from 0 to 255 a channel
 */
public record RandomErasing(double probability, List<Integer> fill) implements Transform {

  private static final double LEAST_AREA = 0.02;
  private static final double MOST_AREA = 0.33;
  private static final double MOST_RATIO = 3.3;
  private static final double LEAST_RATIO = 0.3;
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
    if (CountedRandom.uniform(key, 0) >= probability) {
      return;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long own = CountedRandom.subkey(key, attempt);
      double share = LEAST_AREA + (MOST_AREA - LEAST_AREA) * CountedRandom.uniform(own, 0);
      double low = StrictMath.log(LEAST_RATIO);
      double ratio =
          StrictMath.exp(low + (StrictMath.log(MOST_RATIO) - low) * CountedRandom.uniform(own, 1));
      double area = share * input.area();
      int rows = (int) Math.round(Math.sqrt(area * ratio));
      int columns = (int) Math.round(Math.sqrt(area / ratio));
      if (rows >= 1 && columns >= 1 && rows < input.height() && columns < input.width()) {
        int top = CountedRandom.below(input.height() - rows + 1, own, 2);
        int left = CountedRandom.below(input.width() - columns + 1, own, 3);
        Fill.window(destination, input, fill, top, left, rows, columns);
        return;
      }
    }
  }
}
