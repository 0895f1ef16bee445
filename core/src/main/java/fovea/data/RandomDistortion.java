package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Applies one randomly chosen operation of AutoAugment's list (rotation, shear, translation, colour
 * changes and others), the step that RandAugment and TrivialAugment share.
 */
public final class RandomDistortion implements Transform {

  /** torchvision's RandAugment: up to 30 degrees, 45 % of the side, colour factors 0.1 to 1.9. */
  private static final Distortion.Range MODERATE =
      new Distortion.Range(0.3, 150.0 / 331, 30, 0.9, 4);

  /**
   * torchvision's TrivialAugmentWide, but translations in fractions of the side, up to all of it.
   */
  private static final Distortion.Range WIDE = new Distortion.Range(0.99, 1, 135, 0.99, 6);

  private final Distortion.Range range;
  private final double magnitude;
  private final List<Integer> fill;

  private RandomDistortion(Distortion.Range range, double magnitude, List<Integer> fill) {
    this.range = range;
    this.magnitude = magnitude;
    this.fill = Fill.checked("distortion", fill);
  }

  /**
   * One step of RandAugment (Cubuk et al. 2020), which applies several in sequence.
   *
   * @param magnitude the magnitude of the operation, from 0 to 30
   * @param fill the value of pixels outside the image, from 0 to 255 for each channel
   */
  public static RandomDistortion randAugment(double magnitude, List<Integer> fill) {
    if (!(magnitude >= 0 && magnitude <= 30)) {
      throw new IllegalArgumentException(
          "rand-augment magnitude is %s: it must be from 0 to 30".formatted(magnitude));
    }
    return new RandomDistortion(MODERATE, magnitude / 30, fill);
  }

  /**
   * TrivialAugment with the wide augmentation space (Mueller and Hutter 2021): one operation of
   * random magnitude.
   *
   * @param fill the value of pixels outside the image, from 0 to 255 for each channel
   */
  public static RandomDistortion trivialAugment(List<Integer> fill) {
    return new RandomDistortion(WIDE, -1, fill);
  }

  @Override
  public Shape output(Shape input) {
    Fill.requireChannels("distortion", fill, input);
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    Distortion[] all = Choices.ALL;
    Distortion chosen = all[CounterBasedRandom.below(all.length, key, 0)];
    double strength = magnitude >= 0 ? magnitude : CounterBasedRandom.below(31, key, 1) / 30.0;
    int sign = CounterBasedRandom.uniform(key, 2) < 0.5 ? 1 : -1;
    chosen.apply(source, input, destination, range, strength, sign, fill);
  }

  /** The operations, in an array created once: {@code values()} allocates. */
  private static final class Choices {
    static final Distortion[] ALL = Distortion.values();
  }
}
