package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.data.RandomCrop.Border;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of every transform, whatever the image and the key. */
class TransformPropertiesTest {

  private static final List<Integer> GREY = List.of(100, 110, 120);

  /** Those whose pixels lie between those of the image and the fill. */
  private static List<Transform> moving(double share) {
    return List.of(
        new RandomCrop(5, 2),
        new RandomCrop(5, 2, Border.REFLECTED),
        new CenterCrop(4),
        new HorizontalFlip(share),
        new AlternatingFlip(),
        new Shift(2, -1),
        new RandomAffine(180 * share, share, 0.9 * share, GREY),
        new Cutout(1 + (int) (6 * share), GREY),
        new RandomErasing(share, GREY));
  }

  private static List<Transform> recolouring(double share) {
    return List.of(
        new ColorJitter(share, share / 2),
        RandomDistortion.randAugment(30 * share, GREY),
        RandomDistortion.trivialAugment(GREY));
  }

  @Provide
  Arbitrary<Transform> moving() {
    return shares().flatMap(share -> Arbitraries.of(moving(share)));
  }

  @Provide
  Arbitrary<Transform> all() {
    return shares()
        .flatMap(
            share ->
                Arbitraries.oneOf(
                    Arbitraries.of(moving(share)), Arbitraries.of(recolouring(share))));
  }

  private static Arbitrary<Double> shares() {
    return Arbitraries.doubles().between(0, 1);
  }

  @Provide
  Arbitrary<Shape> shapes() {
    Arbitrary<Integer> side = Arbitraries.integers().between(5, 12);
    return Combinators.combine(side, side).as((height, width) -> Shape.image(3, height, width));
  }

  private static byte[] image(Shape shape, long key, int least, int most) {
    byte[] image = new byte[shape.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (least + CounterBasedRandom.below(most - least + 1, key, i));
    }
    return image;
  }

  @Property
  void oneKeyGivesOneImageAndTheSourceStays(
      @ForAll("all") Transform transform,
      @ForAll("shapes") Shape shape,
      @ForAll long content,
      @ForAll long key) {
    byte[] source = image(shape, content, 0, 255);
    byte[] once = new byte[transform.output(shape).elements()];
    byte[] again = new byte[once.length];
    Arrays.fill(again, (byte) 77);
    transform.apply(source, shape, once, key);
    transform.apply(source, shape, again, key);
    assertThat(again).containsExactly(once);
    assertThat(source).containsExactly(image(shape, content, 0, 255));
  }

  @Property
  void whatMovesOrBlanksInventsNoValue(
      @ForAll("moving") Transform transform,
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(min = 90, max = 110) int least,
      @ForAll @IntRange(min = 120, max = 255) int most,
      @ForAll long key) {
    byte[] source = image(shape, key, least, most);
    byte[] made = new byte[transform.output(shape).elements()];
    transform.apply(source, shape, made, key);
    boolean black = transform instanceof RandomCrop crop && crop.border() == Border.BLACK;
    for (byte each : made) {
      int value = each & 0xff;
      if (!black || value != 0) {
        assertThat(value).isBetween(Math.min(least, 100), most);
      }
    }
  }

  @Property(tries = 100)
  void theLabelStays(@ForAll("all") Transform transform, @ForAll long seed) {
    Shape shape = Shape.image(3, 6, 6);
    byte[] labels = {2, 0, 1, 1, 2};
    ImageSet set =
        new ImageSet(
            shape, List.of("a", "b", "c"), labels, image(Shape.image(15, 6, 6), 1, 0, 255));
    Pipeline pipeline = new Pipeline(List.of(transform), Normalization.none(3));
    try (Loader loader = new Loader(set, pipeline, 5, seed, false)) {
      loader.start(1, 0);
      loader.advance();
      for (int i = 0; i < labels.length; i++) {
        assertThat(loader.labels()[i]).isEqualTo(labels[i]);
        assertThat(loader.targets()[3 * i + labels[i]]).isOne();
      }
      for (int i = 0; i < 5 * loader.shape().elements(); i++) {
        assertThat(loader.images().get(i)).isBetween(0f, 1f);
      }
    }
  }
}
