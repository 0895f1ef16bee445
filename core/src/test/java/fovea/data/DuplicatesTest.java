package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Images that are there twice, also a little changed, and in the test as well. */
class DuplicatesTest {

  private static final Shape SHAPE = Shape.image(3, 32, 32);

  private final Random random = new Random(4);

  /** Smooth random patches, as photographs have them. */
  private byte[] image() {
    byte[] image = new byte[SHAPE.elements()];
    int[] patches = random.ints(3 * 16, 20, 230).toArray();
    for (int i = 0; i < image.length; i++) {
      int y = i / 32 % 32 / 8;
      int x = i % 32 / 8;
      image[i] = (byte) patches[i / 1024 * 16 + 4 * y + x];
    }
    return image;
  }

  private static byte[] changed(byte[] image) {
    byte[] changed = image.clone();
    for (int i = 0; i < changed.length; i += 7) {
      changed[i] = (byte) (changed[i] + 2);
    }
    return changed;
  }

  private static ImageSet set(List<byte[]> images) {
    byte[] pixels = new byte[images.size() * SHAPE.elements()];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, pixels, i * SHAPE.elements(), SHAPE.elements());
    }
    return ImageSet.of(SHAPE, List.of("a"), new int[images.size()], pixels);
  }

  @Test
  void duplicatesAreCountedAndNamed() {
    byte[] one = image();
    byte[] two = image();
    byte[] three = image();
    Duplicates found =
        Duplicates.of(
            new DataSet(
                "set",
                set(List.of(one, two, image(), one, changed(two), image())),
                set(List.of(image(), two, changed(one), three)),
                Optional.of(set(List.of(three, one)))));
    assertThat(found)
        .extracting(
            Duplicates::sameInTrain,
            Duplicates::nearInTrain,
            Duplicates::sameInTest,
            Duplicates::nearInTest)
        .containsExactly(1, 1, 2, 1);
    assertThat(found.examples())
        .contains(
            new Duplicates.Pair("image 0", "image 3", true, false),
            new Duplicates.Pair("image 1", "image 4", false, false),
            new Duplicates.Pair("image 1", "image 1", true, true));
  }

  @Test
  void ofTheRealImagesNoneIsTakenForAnother() throws IOException {
    Duplicates found = Duplicates.of(Cifar10Mini.load());
    assertThat(found.any()).as("%s", found).isFalse();
  }
}
