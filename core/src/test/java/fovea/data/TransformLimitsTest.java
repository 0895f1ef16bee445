package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformLimitsTest {

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return bytes;
  }

  @Property(tries = 200)
  void aCentreCropIsBruteForce(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 9) int wanted) {
    int size = Math.min(wanted, Math.min(height, width));
    Shape shape = Shape.image(2, height, width);
    byte[] source = counting(shape.elements());
    byte[] cropped = new byte[2 * size * size];
    new CenterCrop(size).apply(source, shape, cropped, 5);
    int top = (height - size) / 2;
    int left = (width - size) / 2;
    for (int i = 0; i < cropped.length; i++) {
      int channel = i / (size * size);
      int row = top + i / size % size;
      int column = left + i % size;
      assertThat(cropped[i]).isEqualTo(source[(channel * height + row) * width + column]);
    }
  }

  @Property(tries = 100)
  void whatWasInTheDestinationBeforeDoesNotMatter(
      @ForAll @IntRange(min = 0, max = 9) int padding, @ForAll long key) {
    Shape shape = Shape.image(3, 6, 5);
    byte[] source = counting(shape.elements());
    for (Transform transform :
        List.of(new RandomCrop(5, padding), new HorizontalFlip(0.5), new CenterCrop(3))) {
      byte[] clean = new byte[transform.output(shape).elements()];
      byte[] used = clean.clone();
      Arrays.fill(used, (byte) 99);
      transform.apply(source, shape, clean, key);
      transform.apply(source, shape, used, key);
      assertThat(used).containsExactly(clean);
      assertThat(source).containsExactly(counting(shape.elements()));
    }
  }

  @Test
  void differentKeysDifferSomewhere() {
    Shape shape = Shape.image(1, 6, 6);
    for (Transform transform : List.of(new RandomCrop(6, 2), new HorizontalFlip(0.5))) {
      Set<String> seen = new HashSet<>();
      for (int key = 0; key < 300; key++) {
        byte[] made = new byte[36];
        transform.apply(counting(36), shape, made, CounterBasedRandom.subkey(7, key));
        seen.add(Arrays.toString(made));
      }
      assertThat(seen).hasSize(transform instanceof RandomCrop ? 25 : 2);
    }
  }

  @Test
  void aFlipHappensAsOftenAsAsked() {
    Shape shape = Shape.image(1, 1, 2);
    int flipped = 0;
    for (int key = 0; key < 10_000; key++) {
      byte[] made = new byte[2];
      new HorizontalFlip(0.3).apply(counting(2), shape, made, CounterBasedRandom.subkey(7, key));
      flipped += made[0] == 2 ? 1 : 0;
    }
    assertThat(flipped).isBetween(2800, 3200); // 4 standard deviations
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, (1 << 16) + 1, 1 << 30, Integer.MAX_VALUE})
  void paddingThatCannotBeAddedIsRefused(int padding) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomCrop(4, padding))
        .withMessage("crop padding is %s: it must be from 0 to 65536".formatted(padding));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void aDeviationThatIsNoPositiveNumberIsRefused(float deviation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelNormalization(List.of(0f), List.of(deviation)))
        .withMessageStartingWith("deviation is " + deviation);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aMeanThatIsNoNumberIsRefused(float mean) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelNormalization(List.of(mean), List.of(1f)))
        .withMessageStartingWith("mean is " + mean);
  }

  @Property(tries = 100)
  void everyByteOfEveryChannelIsNormalised(
      @ForAll @FloatRange(min = -2, max = 2) float mean,
      @ForAll @FloatRange(min = 0.01f, max = 5) float deviation) {
    Normalization normalization =
        new ChannelNormalization(List.of(mean, 0.5f), List.of(deviation, deviation / 2));
    Shape shape = Shape.image(2, 16, 16);
    byte[] image = counting(shape.elements());
    FloatBuffer made = FloatBuffer.allocate(shape.elements() + 3);
    normalization.converter(shape).convert(image, made, 3);
    for (int i = 0; i < image.length; i++) {
      double channelMean = i < 256 ? mean : 0.5;
      double channelDeviation = i < 256 ? deviation : deviation / 2;
      double exact = ((image[i] & 0xff) / 255.0 - channelMean) / channelDeviation;
      assertThat((double) made.get(3 + i)).isCloseTo(exact, within(1e-4));
    }
    assertThat(made.get(0)).isZero();
  }

  @Test
  void aChannelThatNeverChangesCanStillBeNormalised() {
    byte[] pixels = new byte[3 * 4];
    Arrays.fill(pixels, (byte) 51);
    ImageSet set = new ImageSet(Shape.image(1, 2, 2), List.of("one"), new byte[3], pixels);
    ChannelStatistics statistics = ChannelStatistics.of(set);
    assertThat(statistics.mean()).containsExactly(0.2f);
    for (ChannelNormalization each : List.of(statistics.perChannel(), statistics.imageAverage())) {
      assertThat(each.tables()[0][51]).isCloseTo(0, within(1e-4f));
      assertThat(each.tables()[0][52]).isCloseTo(1, within(1e-3f));
    }
  }

  @Test
  void normalisedImagesHaveMeanZeroAndDeviationOne() throws IOException {
    ImageSet set = Cifar10Mini.load().train();
    Normalization normalization = ChannelStatistics.of(set).perChannel();
    Pipeline pipeline = new Pipeline(List.of(), normalization);
    try (Loader loader = new Loader(set, pipeline, set.size(), 1, false)) {
      loader.start(0, 0);
      assertThat(loader.advance()).isTrue();
      double sum = 0;
      double squares = 0;
      int count = set.size() * loader.shape().elements();
      for (int i = 0; i < count; i++) {
        double value = loader.images().get(i);
        sum += value;
        squares += value * value;
      }
      assertThat(sum / count).isCloseTo(0, within(1e-4));
      assertThat(squares / count).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void aBatchThatDoesNotFitIsRefusedWithoutTakingMemory() {
    ImageSet set = new ImageSet(Shape.image(1, 1, 1), List.of("one"), new byte[4], new byte[4]);
    Pipeline pipeline =
        new Pipeline(List.of(new RandomCrop(20_000, 10_000)), Normalization.none(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Loader(set, pipeline, 4, 1, false))
        .withMessageContainingAll("batch size is 4", "1x20000x20000", "at most 1");
  }
}
