package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransformsTest {

  private static byte[] image(Shape shape, long key) {
    byte[] image = new byte[shape.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) CounterBasedRandom.bits(key, i);
    }
    return image;
  }

  private static byte[] apply(Transform transform, byte[] source, Shape shape, long key) {
    byte[] destination = new byte[transform.output(shape).elements()];
    transform.apply(source, shape, destination, key);
    return destination;
  }

  @Property(tries = 100)
  void mirroringTwiceIsTheIdentity(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll long key) {
    Shape shape = Shape.image(3, height, width);
    byte[] source = image(shape, key);
    HorizontalFlip flip = new HorizontalFlip(1);
    byte[] mirrored = apply(flip, source, shape, key);
    assertThat(mirrored[0]).isEqualTo(source[width - 1]);
    assertThat(apply(flip, mirrored, shape, key)).containsExactly(source);
    assertThat(apply(new HorizontalFlip(0), source, shape, key)).containsExactly(source);
  }

  @Property(tries = 200)
  void aRandomCropIsAWindowOfThePaddedImage(
      @ForAll @IntRange(min = 4, max = 9) int height,
      @ForAll @IntRange(min = 4, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 0, max = 3) int padding,
      @ForAll long key) {
    Shape shape = Shape.image(2, height, width);
    byte[] source = image(shape, key);
    RandomCrop crop = new RandomCrop(size, padding);
    byte[] cropped = apply(crop, source, shape, key);
    assertThat(apply(crop, source, shape, key)).containsExactly(cropped);
    boolean found = false;
    for (int top = -padding; top <= height + padding - size; top++) {
      for (int left = -padding; left <= width + padding - size; left++) {
        found |= java.util.Arrays.equals(cropped, window(source, shape, top, left, size));
      }
    }
    assertThat(found).isTrue();
  }

  private static byte[] window(byte[] source, Shape shape, int top, int left, int size) {
    byte[] window = new byte[shape.channels() * size * size];
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int row = top + y;
          int column = left + x;
          boolean inside =
              row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
          window[(c * size + y) * size + x] =
              inside ? source[(c * shape.height() + row) * shape.width() + column] : 0;
        }
      }
    }
    return window;
  }

  @Test
  void aRandomCropReachesEveryPlace() {
    Shape shape = Shape.image(1, 4, 4);
    byte[] source = image(shape, 3);
    Set<String> seen = new TreeSet<>();
    for (long key = 0; key < 500; key++) {
      long mixed = CounterBasedRandom.subkey(1, key);
      seen.add(java.util.Arrays.toString(apply(new RandomCrop(2, 0), source, shape, mixed)));
    }
    assertThat(seen).hasSize(9);
  }

  @Test
  void aCentreCropIsTheMiddle() {
    Shape shape = Shape.image(1, 6, 6);
    byte[] source = image(shape, 1);
    assertThat(apply(new CenterCrop(4), source, shape, 0))
        .containsExactly(window(source, shape, 1, 1, 4));
  }

  @Test
  void impossibleTransformsAreRefused() {
    Shape shape = Shape.image(1, 6, 6);
    assertThatThrownBy(() -> new CenterCrop(7).output(shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("crop size is 7", "1 to 6");
    assertThatThrownBy(() -> new RandomCrop(4, -1)).hasMessageContaining("padding is -1");
    assertThatThrownBy(() -> new HorizontalFlip(1.5)).hasMessageContaining("probability is 1.5");
    assertThatThrownBy(() -> new ChannelNormalization(List.of(0f), List.of(0f)))
        .hasMessageContaining("deviation is 0");
  }

  @Test
  void statisticsAreThoseOfBruteForce() {
    Shape shape = Shape.image(2, 3, 5);
    byte[] pixels = image(Shape.image(7 * 2, 3, 5), 9);
    ImageSet set = new ImageSet(shape, List.of("one"), new byte[7], pixels);
    ChannelStatistics statistics = ChannelStatistics.of(set);
    for (int channel = 0; channel < 2; channel++) {
      double sum = 0;
      double within = 0;
      for (int image = 0; image < 7; image++) {
        double imageSum = 0;
        for (int i = 0; i < 15; i++) {
          imageSum += value(pixels, image, channel, i);
        }
        double squares = 0;
        for (int i = 0; i < 15; i++) {
          squares += Math.pow(value(pixels, image, channel, i) - imageSum / 15, 2);
        }
        sum += imageSum;
        within += Math.sqrt(squares / 15) / 7;
      }
      double squares = 0;
      for (int image = 0; image < 7; image++) {
        for (int i = 0; i < 15; i++) {
          squares += Math.pow(value(pixels, image, channel, i) - sum / 105, 2);
        }
      }
      double deviation = Math.sqrt(squares / 105);
      assertThat((double) statistics.mean().get(channel)).isCloseTo(sum / 105, within(1e-6));
      assertThat((double) statistics.deviation().get(channel)).isCloseTo(deviation, within(1e-6));
      assertThat((double) statistics.imageDeviation().get(channel)).isCloseTo(within, within(1e-6));
    }
  }

  private static double value(byte[] pixels, int image, int channel, int i) {
    return (pixels[(image * 2 + channel) * 15 + i] & 0xff) / 255.0;
  }

  @Test
  void normalisationSubtractsAndDivides() {
    float[][] tables = new ChannelNormalization(List.of(0.5f), List.of(0.25f)).tables();
    assertThat(tables[0][0]).isEqualTo(-2);
    assertThat(tables[0][255]).isEqualTo(2);
    assertThat(tables[0][51]).isCloseTo((0.2f - 0.5f) / 0.25f, within(1e-6f));
  }
}
