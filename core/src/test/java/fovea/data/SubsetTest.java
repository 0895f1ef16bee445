package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subsets of images that stand class by class, as a folder's do. */
class SubsetTest {

  /** Images of one pixel, image i with value i, sorted by class. */
  private static ImageSet sorted(int... counts) {
    int size = IntStream.of(counts).sum();
    byte[] labels = new byte[size];
    byte[] pixels = new byte[size];
    List<String> classes = new ArrayList<>();
    int image = 0;
    for (int label = 0; label < counts.length; label++) {
      classes.add("class " + label);
      for (int i = 0; i < counts[label]; i++) {
        labels[image] = (byte) label;
        pixels[image] = (byte) image;
        image++;
      }
    }
    return new ImageSet(Shape.image(1, 1, 1), classes, labels, pixels);
  }

  private static List<Integer> images(ImageSet set) {
    List<Integer> images = new ArrayList<>();
    byte[] pixel = new byte[1];
    for (int i = 0; i < set.size(); i++) {
      set.copy(i, pixel);
      images.add(Byte.toUnsignedInt(pixel[0]));
    }
    return images;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 20, 36})
  void hasTheSameShareOfEachClassAndSoHasTheRest(int max) {
    ImageSet all = sorted(10, 10, 10, 10);
    assertThat(all.limit(max).counts()).containsOnly(max / 4);
    assertThat(all.beyond(max).counts()).containsOnly(10 - max / 4);
  }

  @Test
  void isInProportionButLeavesOutNoClassThatItHasRoomFor() {
    ImageSet all = sorted(100, 50, 1);
    assertThat(all.limit(3).counts()).containsExactly(1, 1, 1);
    assertThat(all.limit(31).counts()).containsExactly(20, 10, 1);
    assertThat(all.beyond(31).counts()).containsExactly(80, 40, 0);
  }

  @Test
  void aSetIsItsSubsetAndTheRestInOrder() {
    ImageSet all = sorted(7, 3, 5);
    List<Integer> kept = images(all.limit(6));
    List<Integer> rest = images(all.beyond(6));
    assertThat(kept).isSorted().doesNotContainAnyElementsOf(rest);
    assertThat(rest).isSorted().hasSize(9);
    assertThat(images(all.limit(9))).containsAll(kept);
    assertThat(all.limit(15)).isSameAs(all);
  }

  @Test
  void isDrawnAtRandomFromAClass() {
    assertThat(images(sorted(200).limit(20))).anyMatch(image -> image > 100);
    assertThat(images(sorted(200).limit(20))).isEqualTo(images(sorted(200).limit(20)));
  }

  @Test
  void knowsItsLabelsAndChecksum() {
    ImageSet half = sorted(4, 4).limit(4);
    for (int i = 0; i < half.size(); i++) {
      assertThat(half.label(i)).isEqualTo(images(half).get(i) / 4);
    }
    assertThat(half.checksum()).isNotEqualTo(sorted(4, 4).beyond(4).checksum());
    assertThat(half.limit(2).counts()).containsExactly(1, 1);
  }

  @Test
  void limitsOutOfRangeAreRefused() {
    ImageSet all = sorted(2, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> all.limit(0));
    assertThatIllegalArgumentException().isThrownBy(() -> all.beyond(4));
  }
}
