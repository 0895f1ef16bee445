package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unequal classes, weighted or drawn equally often. */
class BalanceTest {

  private static final Shape SHAPE = Shape.image(1, 2, 2);

  /** 90 images of class 0, 9 of class 1, none of class 2, one of class 3. */
  private static ImageSet unequal() {
    int[] labels = new int[100];
    Arrays.fill(labels, 90, 99, 1);
    labels[99] = 3;
    byte[] pixels = new byte[400];
    for (int i = 0; i < 400; i++) {
      pixels[i] = (byte) (i / 4);
    }
    return ImageSet.of(SHAPE, List.of("a", "b", "c", "d"), labels, pixels);
  }

  private static Pipeline pipeline(Balance balance) {
    return new Pipeline(List.of(), Normalization.none(1), LabelSmoothing.NONE, List.of(), balance);
  }

  @Test
  void weightsAreInverseToTheClassesAndOneInTheMean() {
    double sum = 0;
    try (Loader loader = new Loader(unequal(), pipeline(Balance.WEIGHTS), 7, 3, true)) {
      loader.start(0, 0);
      while (loader.advance()) {
        for (int i = 0; i < loader.size(); i++) {
          double expected =
              List.of(100 / 270.0, 100 / 27.0, 0.0, 100 / 3.0).get(loader.labels()[i]);
          assertThat((double) loader.weights()[i]).isCloseTo(expected, within(1e-5));
          sum += loader.weights()[i];
        }
      }
    }
    assertThat(sum / 100).isCloseTo(1, within(1e-6));
  }

  @Test
  void withoutBalanceAllWeightsAreOne() {
    try (Loader loader = new Loader(unequal(), pipeline(Balance.NONE), 100, 3, true)) {
      loader.start(0, 0);
      loader.advance();
      assertThat(loader.weights()).containsOnly(1);
    }
  }

  @Test
  void drawnClassesAreEquallyFrequent() {
    int[] counts = new int[4];
    try (Loader loader = new Loader(unequal(), pipeline(Balance.SAMPLING), 10, 3, true)) {
      for (int epoch = 0; epoch < 30; epoch++) {
        loader.start(epoch, 0);
        while (loader.advance()) {
          for (int i = 0; i < loader.size(); i++) {
            counts[loader.labels()[i]]++;
            int image = Math.round(255 * loader.images().get(4 * i));
            assertThat(unequal().label(image)).isEqualTo(loader.labels()[i]);
          }
        }
      }
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(3000);
    assertThat(counts[2]).isZero();
    for (int label : new int[] {0, 1, 3}) {
      assertThat(counts[label]).isBetween(900, 1100); // 1000, with a standard deviation of 26
    }
  }
}
