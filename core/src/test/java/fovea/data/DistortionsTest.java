package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.data.ImageNormalization.Span;
import fovea.data.RandomCrop.Border;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What turns, moves, recolours and blanks images, and what normalises them one by one. */
class DistortionsTest {

  private static final Shape SHAPE = Shape.image(3, 8, 6);
  private static final List<Integer> GREY = List.of(100, 110, 120);

  private static byte[] image(Shape shape, long key) {
    byte[] image = new byte[shape.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) CounterBasedRandom.bits(key, i);
    }
    return image;
  }

  private static byte[] apply(Transform transform, byte[] source, long key) {
    byte[] destination = new byte[transform.output(SHAPE).elements()];
    Arrays.fill(destination, (byte) 77);
    transform.apply(source, SHAPE, destination, key);
    return destination;
  }

  static Stream<Transform> all() {
    return Stream.of(
        new RandomCrop(6, 3, Border.REFLECTED),
        new AlternatingFlip(),
        new Shift(1, -2),
        new RandomAffine(30, 0.2, 0.3, GREY),
        new ColorJitter(0.5, 0.2),
        new RandomErasing(0.8, GREY),
        RandomDistortion.randAugment(15, GREY),
        RandomDistortion.trivialAugment(GREY));
  }

  @ParameterizedTest
  @MethodSource("all")
  void differentKeysGiveDifferentImages(Transform transform) {
    byte[] source = image(SHAPE, 1);
    long different =
        LongStream.range(0, 200)
            .mapToObj(
                key -> Arrays.toString(apply(transform, source, CounterBasedRandom.bits(2, key))))
            .distinct()
            .count();
    assertThat(different).isGreaterThanOrEqualTo(transform instanceof Shift ? 1 : 2);
  }

  @Test
  void aReflectedCropRepeatsNoBorder() {
    Shape row = Shape.image(1, 2, 4);
    byte[] source = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] moved = new byte[8];
    new Shift(0, 2).apply(source, row, moved, 0);
    assertThat(moved).containsExactly(3, 2, 1, 2, 7, 6, 5, 6);
    new Shift(1, -1).apply(source, row, moved, 0);
    assertThat(moved).containsExactly(6, 7, 8, 7, 2, 3, 4, 3);
  }

  @Property
  void everyPixelOfAReflectedCropComesFromTheImage(
      @ForAll @IntRange(min = 1, max = 5) int padding, @ForAll long key) {
    byte[] source = image(SHAPE, 5);
    byte[] cropped = apply(new RandomCrop(6, padding, Border.REFLECTED), source, key);
    for (byte each : cropped) {
      assertThat(source).contains(each);
    }
  }

  @Test
  void anAlternatingFlipShowsEachImageBothWaysInTwoEpochs() {
    byte[] source = image(SHAPE, 3);
    byte[] mirrored = apply(new HorizontalFlip(1), source, 0);
    AlternatingFlip flip = new AlternatingFlip();
    int flippedFirst = 0;
    for (int image = 0; image < 1000; image++) {
      byte[] first = apply(flip, source, flip.key(9, 4, image, 1));
      byte[] second = apply(flip, source, flip.key(9, 5, image, 1));
      assertThat(List.of(Arrays.toString(first), Arrays.toString(second)))
          .containsExactlyInAnyOrder(Arrays.toString(source), Arrays.toString(mirrored));
      flippedFirst += Arrays.equals(first, mirrored) ? 1 : 0;
    }
    assertThat(flippedFirst).isBetween(430, 570); // 4 standard deviations
  }

  /** A quarter turn of a square image is exact. */
  @Test
  void aWarpByAQuarterTurnMovesEveryPixel() {
    Shape square = Shape.image(1, 5, 5);
    byte[] source = image(square, 4);
    byte[] turned = new byte[25];
    AffineWarp.apply(source, square, turned, List.of(0), 0, 1, -1, 0, 0, 0);
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < 5; column++) {
        assertThat(turned[row * 5 + column]).isEqualTo(source[(4 - column) * 5 + row]);
      }
    }
  }

  @Test
  void aWarpByHalfAPixelIsTheMeanOfNeighbours() {
    Shape row = Shape.image(1, 1, 3);
    byte[] moved = new byte[3];
    AffineWarp.apply(new byte[] {10, 20, 40}, row, moved, List.of(80), 1, 0, 0, 1, 0.5, 0);
    assertThat(moved).containsExactly(15, 30, 60);
    AffineWarp.apply(new byte[] {10, 20, 40}, row, moved, List.of(80), 1, 0, 0, 1, 2, 0);
    assertThat(moved).containsExactly(40, 80, 80);
  }

  @Test
  void noAngleNoWayAndNoScaleIsTheIdentity() {
    byte[] source = image(SHAPE, 6);
    assertThat(apply(new RandomAffine(0, 0, 0, GREY), source, 8)).containsExactly(source);
    assertThat(apply(new ColorJitter(0, 0), source, 8)).containsExactly(source);
    assertThat(apply(new RandomErasing(0, GREY), source, 8)).containsExactly(source);
  }

  /** Python's {@code colorsys} says what a third of a turn makes of a colour: it exchanges them. */
  @Property
  void aThirdOfATurnExchangesTheColours(
      @ForAll @IntRange(min = 0, max = 255) int red,
      @ForAll @IntRange(min = 0, max = 255) int green,
      @ForAll @IntRange(min = 0, max = 255) int blue) {
    Shape pixel = Shape.image(3, 1, 1);
    byte[] color = {(byte) red, (byte) green, (byte) blue};
    ColorAdjustment.hue(color, pixel, 1 / 3f);
    assertThat(color[0] & 0xff).isCloseTo(blue, within(1));
    assertThat(color[1] & 0xff).isCloseTo(red, within(1));
    assertThat(color[2] & 0xff).isCloseTo(green, within(1));
  }

  @Property
  void aFactorOfOneChangesNoColour(@ForAll long key) {
    byte[] source = image(SHAPE, key);
    byte[] changed = source.clone();
    ColorAdjustment.brightness(changed, SHAPE, 1);
    ColorAdjustment.contrast(changed, SHAPE, 1);
    ColorAdjustment.saturation(changed, SHAPE, 1);
    ColorAdjustment.hue(changed, SHAPE, 0);
    assertThat(changed).containsExactly(source);
    ColorAdjustment.saturation(changed, SHAPE, 0);
    assertThat(Arrays.copyOfRange(changed, 0, 48))
        .containsExactly(Arrays.copyOfRange(changed, 48, 96));
    ColorAdjustment.contrast(changed, SHAPE, 0);
    assertThat(changed).containsOnly(changed[0]);
    ColorAdjustment.brightness(changed, SHAPE, 0);
    assertThat(changed).containsOnly((byte) 0);
  }

  @ParameterizedTest
  @EnumSource(Distortion.class)
  void noMagnitudeIsTheIdentityWhereThereIsAMagnitude(Distortion distortion) {
    byte[] source = image(SHAPE, 12);
    byte[] made = new byte[source.length];
    Distortion.Range range = new Distortion.Range(0.3, 0.5, 30, 0.9, 4);
    distortion.apply(source, SHAPE, made, range, 0, 1, GREY);
    switch (distortion) {
      case AUTO_CONTRAST, EQUALIZE, SOLARIZE -> assertThat(made).hasSameSizeAs(source);
      default -> assertThat(made).containsExactly(source);
    }
  }

  /** {@code PIL.ImageOps.solarize, posterize, autocontrast} by their definitions. */
  @Test
  void pointOperationsAreThoseOfTheirNames() {
    Shape row = Shape.image(1, 1, 4);
    byte[] source = {50, 100, (byte) 150, (byte) 200};
    byte[] made = new byte[4];
    Distortion.Range range = new Distortion.Range(0.3, 0.5, 30, 0.9, 4);
    Distortion.SOLARIZE.apply(source, row, made, range, 0.5, 1, List.of(0));
    assertThat(made).containsExactly(50, 100, 105, 55);
    Distortion.POSTERIZE.apply(source, row, made, range, 1, 1, List.of(0));
    assertThat(made).containsExactly(48, 96, (byte) 144, (byte) 192);
    Distortion.AUTO_CONTRAST.apply(source, row, made, range, 1, 1, List.of(0));
    assertThat(made).containsExactly(0, 85, (byte) 170, (byte) 255);
  }

  /**
   * Pillow: {@code ImageOps.equalize} of 512 pixels, half of them 10, a quarter 20, the rest 30.
   */
  @Test
  void equalizingSpreadsValuesByHowOftenTheyAre() {
    Shape shape = Shape.image(1, 16, 32);
    byte[] source = new byte[512];
    Arrays.fill(source, 0, 256, (byte) 10);
    Arrays.fill(source, 256, 384, (byte) 20);
    Arrays.fill(source, 384, 512, (byte) 30);
    byte[] made = new byte[512];
    Distortion.Range range = new Distortion.Range(0.3, 0.5, 30, 0.9, 4);
    Distortion.EQUALIZE.apply(source, shape, made, range, 1, 1, List.of(0));
    // step = (512 - 128) / 255 = 1: 0 pixels are below 10, 256 below 20, 384 below 30
    assertThat(new int[] {made[0] & 0xff, made[256] & 0xff, made[511] & 0xff})
        .containsExactly(0, 255, 255);
  }

  @Property
  void anErasedRectangleIsWithinTheImageAndOfTheSizeThatIsAllowed(@ForAll long key) {
    Shape large = Shape.image(3, 32, 32);
    byte[] source = new byte[large.elements()];
    byte[] made = new byte[large.elements()];
    new RandomErasing(1, GREY).apply(source, large, made, key);
    int erased = 0;
    for (int i = 0; i < 1024; i++) {
      erased += made[i] == 100 ? 1 : 0;
      assertThat(made[i] == 100).isEqualTo(made[1024 + i] == 110);
    }
    assertThat(erased / 1024.0).isBetween(0.01, 0.36);
  }

  @Property
  void eachImageIsNormalisedByItself(@ForAll long key, @ForAll Span span) {
    byte[] source = image(SHAPE, key);
    FloatBuffer made = FloatBuffer.allocate(SHAPE.elements() + 2);
    new ImageNormalization(span).converter(SHAPE).convert(source, made, 2);
    int count = span == Span.IMAGE ? SHAPE.elements() : SHAPE.elements() / 3;
    for (int start = 0; start < SHAPE.elements(); start += count) {
      double sum = 0;
      double squares = 0;
      for (int i = start; i < start + count; i++) {
        sum += made.get(2 + i);
        squares += (double) made.get(2 + i) * made.get(2 + i);
      }
      assertThat(sum / count).isCloseTo(0, within(1e-5));
      assertThat(squares / count).isCloseTo(1, within(1e-4));
    }
    assertThat(made.get(0)).isZero();
  }

  /** TensorFlow's per_image_standardization of one colour is 0: its deviation is bounded below. */
  @Test
  void anImageOfOneColourBecomesZero() {
    byte[] source = new byte[SHAPE.elements()];
    Arrays.fill(source, (byte) 200);
    FloatBuffer made = FloatBuffer.allocate(SHAPE.elements());
    new ImageNormalization(Span.IMAGE).converter(SHAPE).convert(source, made, 0);
    for (int i = 0; i < SHAPE.elements(); i++) {
      assertThat(made.get(i)).isCloseTo(0, within(1e-6f));
    }
  }

  private static Arguments refusal(ThrowingCallable call, String message) {
    return Arguments.of(call, message);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refusal(
            () -> new RandomCrop(6, 6, Border.REFLECTED).output(SHAPE),
            "crop padding is 6: to be reflected it must be below 6, the smaller side of 3x8x6"),
        refusal(
            () -> new Shift(0, 6).output(SHAPE),
            "shift is 0 rows and 6 columns: it must be less than the image, 3x8x6"),
        refusal(
            () -> new RandomAffine(181, 0, 0, GREY),
            "rotation is 181.0: it must be from 0 to 180 degrees"),
        refusal(
            () -> new RandomAffine(0, 2, 0, GREY), "translation is 2.0: it must be from 0 to 1"),
        refusal(
            () -> new RandomAffine(0, 0, 1, GREY),
            "scaling is 1.0: it must be 0 or more and below 1"),
        refusal(() -> new ColorJitter(1.1, 0), "jitter strength is 1.1: it must be from 0 to 1"),
        refusal(() -> new ColorJitter(0, 0.6), "jitter hue is 0.6: it must be from 0 to 0.5"),
        refusal(
            () -> new RandomErasing(Double.NaN, GREY),
            "erasing probability is NaN: it must be from 0 to 1"),
        refusal(
            () -> RandomDistortion.randAugment(31, GREY),
            "rand-augment magnitude is 31.0: it must be from 0 to 30"),
        refusal(
            () -> new RandomAffine(0, 0, 0, List.of(1)).output(SHAPE),
            "affine has 1 fill values, the images have 3 channels"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeIsRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              try {
                call.call();
              } catch (RuntimeException e) {
                throw e;
              } catch (Throwable e) {
                throw new IllegalStateException(e);
              }
            })
        .withMessage(message);
  }
}
