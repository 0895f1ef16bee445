package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Distorts each image by one operation of AutoAugment's list (turned, sheared, moved, recoloured
 * ...), chosen anew each time.
 */
public final class RandomDistortion implements Transform {

  /** torchvision's RandAugment: up to 30 degrees, 45 % of the side, 90 % of colour, 4 bits. */
  private static final Distortion.Range MODERATE =
      new Distortion.Range(0.3, 150.0 / 331, 30, 0.9, 4);

  /** torchvision's TrivialAugmentWide: up to 135 degrees, all of the side, 99 %, 6 bits. */
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
   * One of the operations of RandAugment (Cubuk et al. 2020), which applies several in a row.
   *
   * @param magnitude of all operations, from 0 to 30
   * @param fill what comes in from outside, a value from 0 to 255 a channel
   */
  public static RandomDistortion randAugment(double magnitude, List<Integer> fill) {
    if (!(magnitude >= 0 && magnitude <= 30)) {
      throw new IllegalArgumentException(
          "rand-augment magnitude is %s: it must be from 0 to 30".formatted(magnitude));
    }
    return new RandomDistortion(MODERATE, magnitude / 30, fill);
  }

  /**
   * TrivialAugment (Mueller and Hutter 2021) with its wide ranges: one operation, of a random
   * magnitude.
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
    Distortion chosen = all[CountedRandom.below(all.length, key, 0)];
    double strength = magnitude >= 0 ? magnitude : CountedRandom.below(31, key, 1) / 30.0;
    int sign = CountedRandom.uniform(key, 2) < 0.5 ? 1 : -1;
    chosen.apply(source, input, destination, range, strength, sign, fill);
  }

  /** The operations, in an array that is made once. */
  private static final class Choices {
    static final Distortion[] ALL = Distortion.values();
  }
}
