package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A million images of a hundred thousand classes; each image tells its number. */
class LargeNumbersTest {

  private static final int IMAGES = 1_000_000;
  private static final int CLASSES = 100_000;
  private static final Shape SHAPE = Shape.image(1, 2, 2);
  private static final int BATCH = 16;

  private static final Pixels NUMBERS =
      new Pixels() {
        @Override
        public int count() {
          return IMAGES;
        }

        @Override
        public Size size(int image) {
          return Size.of(2);
        }

        @Override
        public void copy(int image, byte[] destination) {
          ByteBuffer.wrap(destination).putInt(image);
        }
      };

  private static ImageSet set(IntUnaryOperator label) {
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return new ImageSet(SHAPE, classes, IntStream.range(0, IMAGES).map(label).toArray(), NUMBERS);
  }

  private static int number(ImageSet images, int image) {
    byte[] values = new byte[SHAPE.elements()];
    images.copy(image, values);
    return ByteBuffer.wrap(values).getInt();
  }

  @Test
  void subsetsAreSpreadOverAllClasses() {
    ImageSet all = set(i -> i % CLASSES);
    assertThat(all.counts()).containsOnly(10);
    ImageSet some = all.limit(2 * CLASSES);
    assertThat(some.counts()).containsOnly(2);
    ImageSet rest = all.beyond(2 * CLASSES);
    assertThat(rest.counts()).containsOnly(8);
    int last = rest.size() - 1;
    assertThat(number(rest, last) % CLASSES).isEqualTo(rest.label(last));
  }

  @Test
  void aPassReachesTheLastImage() {
    ImageSet all = set(i -> CLASSES - 1 - i % CLASSES);
    Pipeline plain = new Pipeline(List.of(), Normalization.none(1));
    try (Loader loader = new Loader(all, plain, BATCH, 0, false)) {
      assertThat(loader.batches()).isEqualTo(IMAGES / BATCH);
      loader.start(0, loader.batches() - 1);
      assertThat(loader.advance()).isTrue();
      assertThat(loader.labels()[BATCH - 1]).isZero();
      assertThat(loader.targets()[(BATCH - 1) * CLASSES]).isEqualTo(1);
      assertThat(loader.advance()).isFalse();
    }
  }

  @Test
  void balancedDrawsAreOfManyClasses() {
    ImageSet all = set(i -> i % CLASSES);
    Pipeline sampling =
        new Pipeline(
            List.of(), Normalization.none(1), LabelSmoothing.NONE, List.of(), Balance.SAMPLING);
    try (Loader loader = new Loader(all, sampling, BATCH, 0, true)) {
      loader.start(0, 0);
      assertThat(loader.advance()).isTrue();
      assertThat(Arrays.stream(loader.labels()).distinct().count()).isGreaterThan(BATCH / 2);
    }
  }

  @Test
  void listingsAreDividedClassByClass() {
    List<Listing.Item> items =
        IntStream.range(0, IMAGES).mapToObj(i -> new Listing.Item(Path.of("x"), i / 10)).toList();
    Listing divided = Listing.divided(Path.of("x"), Path.of("x"), List.of(), items);
    assertThat(divided.train()).hasSize(8 * CLASSES);
    assertThat(divided.test()).hasSize(2 * CLASSES);
    assertThat(divided.test().get(2 * CLASSES - 1).label()).isEqualTo(CLASSES - 1);
  }

  @Test
  void theIndexOfThePicturesIsWrittenAndRead() throws Exception {
    PictureIndex.Builder builder = new PictureIndex.Builder(IMAGES);
    Picture picture = new Picture(Shape.image(3, 1, 1), new byte[3]);
    for (int i = 0; i < IMAGES - 1; i++) {
      builder.add(picture);
    }
    builder.addDamaged("damaged");
    PictureIndex read = PictureIndex.read(ByteBuffer.wrap(builder.build().toBytes()));
    assertThat(read.count()).isEqualTo(IMAGES);
    assertThat(read.totalBytes()).isEqualTo(3L * (IMAGES - 1));
    assertThat(read.damaged()).containsOnlyKeys(IMAGES - 1);
  }
}
