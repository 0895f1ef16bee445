package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeout only turns waiting for ever into a failure. */
@Timeout(120)
class LoaderTest {

  private static final int IMAGES = 37;
  private static final int BATCH = 5;
  private static final Pipeline PIPELINE =
      new Pipeline(List.of(new RandomCrop(10, 2), new HorizontalFlip(0.5)), Normalization.none(2));

  /** A transform that cannot do its work. */
  private record Failing(Supplier<Throwable> failure) implements Transform {

    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public void apply(byte[] source, Shape input, byte[] destination, long key) {
      Throwable thrown = failure.get();
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  @Test
  void everyImageComesOnceAPassWithItsLabelAndTheLastBatchIsSmaller() {
    ImageSet set = numbered();
    try (Loader loader =
        new Loader(set, new Pipeline(List.of(), Normalization.none(2)), BATCH, 1, true)) {
      assertThat(loader.batches()).isEqualTo(8);
      loader.start(0, 0);
      List<Integer> labels = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      byte[] image = new byte[set.shape().elements()];
      while (loader.advance()) {
        sizes.add(loader.size());
        for (int i = 0; i < loader.size(); i++) {
          int label = loader.labels()[i];
          labels.add(label);
          set.copy(label, image);
          assertThat(loader.images().get(i * image.length)).isEqualTo((image[0] & 0xff) / 255f);
        }
      }
      assertThat(sizes).containsExactly(5, 5, 5, 5, 5, 5, 5, 2);
      assertThat(labels)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, IMAGES).boxed().toList());
    }
  }

  @Test
  void aPassThatStartsAnywhereIsTheTailOfTheWholePassHoweverOftenItIsGivenUp() {
    try (Loader loader = new Loader(numbered(), PIPELINE, BATCH, 3, true)) {
      Map<Integer, List<String>> passes = new HashMap<>();
      for (int epoch = 0; epoch < 3; epoch++) {
        passes.put(epoch, batches(loader, epoch, 0, Integer.MAX_VALUE));
      }
      assertThat(passes.get(0)).doesNotContainAnyElementsOf(passes.get(1));
      Random random = new Random(5);
      for (int trial = 0; trial < 2000; trial++) {
        int epoch = random.nextInt(3);
        int first = random.nextInt(9);
        int end = Math.min(8, first + random.nextInt(9));
        assertThat(batches(loader, epoch, first, end - first))
            .isEqualTo(passes.get(epoch).subList(first, end));
      }
    }
  }

  @Test
  void aTransformThatFailsIsHeardOfAndEndsThePass() {
    fails(() -> new IllegalArgumentException("no such crop"));
  }

  @Test
  void anErrorIsHeardOfToo() {
    fails(() -> new OutOfMemoryError("no such crop"));
  }

  private static void fails(Supplier<Throwable> failure) {
    Pipeline pipeline = new Pipeline(List.of(new Failing(failure)), Normalization.none(2));
    try (Loader loader = new Loader(numbered(), pipeline, BATCH, 1, true)) {
      for (int pass = 0; pass < 3; pass++) {
        loader.start(pass, 0);
        assertThatThrownBy(loader::advance)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("no such crop")
            .hasCauseInstanceOf(failure.get().getClass());
        for (int again = 0; again < 5; again++) {
          assertThatThrownBy(loader::advance).hasMessageContaining("start one first");
        }
      }
    }
  }

  @Test
  void thereIsNothingToAdvanceToBeforeAPassAndAfterClosing() {
    Loader loader = new Loader(numbered(), PIPELINE, BATCH, 1, true);
    assertThatThrownBy(loader::advance).hasMessageContaining("start one first");
    loader.start(0, 0);
    assertThat(loader.advance()).isTrue();
    loader.close();
    assertThatThrownBy(loader::advance).hasMessageContaining("start one first");
  }

  @Test
  void theEndOfAPassIsToldAsOftenAsAsked() {
    try (Loader loader = new Loader(numbered(), PIPELINE, IMAGES, 1, false)) {
      loader.start(0, 0);
      assertThat(loader.advance()).isTrue();
      assertThat(loader.advance()).isFalse();
      assertThat(loader.advance()).isFalse();
    }
  }

  @Test
  void theLargestBatchSizeIsOneBatch() {
    try (Loader loader = new Loader(numbered(), PIPELINE, Integer.MAX_VALUE, 1, false)) {
      assertThat(loader.batches()).isEqualTo(1);
      loader.start(0, 0);
      assertThat(loader.advance()).isTrue();
      assertThat(loader.size()).isEqualTo(IMAGES);
    }
  }

  @Test
  void aNegativeFirstBatchIsRefused() {
    try (Loader loader = new Loader(numbered(), PIPELINE, BATCH, 1, false)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loader.start(0, -1))
          .withMessageContaining("first batch is -1");
    }
  }

  /** Up to this many batches, each as text of its labels and bits. */
  private static List<String> batches(Loader loader, int epoch, int first, int most) {
    loader.start(epoch, first);
    List<String> batches = new ArrayList<>();
    while (batches.size() < most && loader.advance()) {
      float[] images = new float[loader.size() * loader.shape().elements()];
      loader.images().get(0, images);
      int[] labels = Arrays.copyOf(loader.labels(), loader.size());
      batches.add(Arrays.toString(labels) + Arrays.hashCode(images));
    }
    return batches;
  }

  /** Random images, each of a class of its own. */
  private static ImageSet numbered() {
    Shape shape = Shape.image(2, 12, 12);
    byte[] pixels = new byte[IMAGES * shape.elements()];
    new Random(7).nextBytes(pixels);
    byte[] labels = new byte[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (byte) i;
    }
    List<String> classes = IntStream.range(0, IMAGES).mapToObj(i -> "class " + i).toList();
    return new ImageSet(shape, classes, labels, pixels);
  }
}
