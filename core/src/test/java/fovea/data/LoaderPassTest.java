package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import fovea.nn.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoaderPassTest {

  private static final Shape SHAPE = Shape.image(1, 4, 4);
  private static final int IMAGES = 23;
  private static final Pipeline PLAIN = new Pipeline(List.of(), Normalization.none(1));
  private static final Pipeline RANDOM =
      new Pipeline(List.of(new RandomCrop(3, 1), new HorizontalFlip(0.5)), Normalization.none(1));

  /** Image i has label i and its number as every pixel but the first two. */
  private static ImageSet images() {
    List<String> classes = new ArrayList<>();
    byte[] labels = new byte[IMAGES];
    byte[] pixels = new byte[IMAGES * SHAPE.elements()];
    for (int i = 0; i < IMAGES; i++) {
      classes.add("class " + i);
      labels[i] = (byte) i;
      Arrays.fill(pixels, i * SHAPE.elements(), (i + 1) * SHAPE.elements(), (byte) i);
      pixels[i * SHAPE.elements()] = (byte) 200;
      pixels[i * SHAPE.elements() + 1] = (byte) 100;
    }
    return new ImageSet(SHAPE, classes, labels, pixels);
  }

  /** Every label and number of what is left of a pass. */
  private static List<String> rest(Loader loader) {
    List<String> seen = new ArrayList<>();
    while (loader.advance()) {
      for (int i = 0; i < loader.size(); i++) {
        float[] image = new float[loader.shape().elements()];
        loader.images().get(i * image.length, image);
        seen.add(loader.labels()[i] + " " + Arrays.toString(image));
      }
    }
    return seen;
  }

  private static List<String> pass(Loader loader, int epoch, int firstBatch) {
    loader.start(epoch, firstBatch);
    return rest(loader);
  }

  @Test
  void aPassHasEveryImageOnceWithItsLabel() {
    try (Loader loader = new Loader(images(), PLAIN, 5, 1, true)) {
      assertThat(loader.batches()).isEqualTo(5);
      loader.start(0, 0);
      List<Integer> labels = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      while (loader.advance()) {
        sizes.add(loader.size());
        for (int i = 0; i < loader.size(); i++) {
          labels.add(loader.labels()[i]);
          assertThat(loader.images().get(i * 16 + 7)).isEqualTo(loader.labels()[i] / 255f);
        }
      }
      assertThat(sizes).containsExactly(5, 5, 5, 5, 3);
      assertThat(labels).doesNotHaveDuplicates().hasSize(IMAGES);
      assertThat(loader.advance()).as("after the end").isFalse();
    }
  }

  @Test
  void orderAndTransformsDependOnSeedAndEpochOnly() {
    try (Loader one = new Loader(images(), RANDOM, 5, 1, true);
        Loader same = new Loader(images(), RANDOM, 5, 1, true);
        Loader other = new Loader(images(), RANDOM, 5, 2, true)) {
      pass(same, 0, 0);
      List<String> third = pass(one, 3, 0);
      assertThat(pass(same, 3, 0)).isEqualTo(third);
      assertThat(pass(one, 4, 0)).isNotEqualTo(third);
      assertThat(pass(other, 3, 0)).isNotEqualTo(third);
    }
  }

  @Test
  void whatAnImageBecomesDoesNotDependOnTheBatchSize() {
    try (Loader one = new Loader(images(), RANDOM, 5, 1, true);
        Loader other = new Loader(images(), RANDOM, 8, 1, true)) {
      assertThat(pass(one, 2, 0)).isEqualTo(pass(other, 2, 0));
    }
  }

  @Test
  void aPassThatStartsLaterIsTheTailOfAWholeOne() {
    try (Loader loader = new Loader(images(), RANDOM, 5, 1, true)) {
      List<String> whole = pass(loader, 7, 0);
      for (int first = 0; first <= 5; first++) {
        assertThat(pass(loader, 7, first))
            .isEqualTo(whole.subList(Math.min(first * 5, IMAGES), IMAGES));
      }
    }
  }

  @Test
  void withoutShufflingTheOrderIsThatOfTheSet() {
    try (Loader loader = new Loader(images(), PLAIN, 23, 1, false)) {
      loader.start(5, 0);
      loader.advance();
      for (int i = 0; i < IMAGES; i++) {
        assertThat(loader.labels()[i]).isEqualTo(i);
      }
    }
  }

  @Test
  void passesCanBeGivenUpAtAnyMoment() {
    Random random = new Random(1);
    try (Loader loader = new Loader(images(), RANDOM, 2, 1, true)) {
      List<List<String>> whole = new ArrayList<>();
      for (int epoch = 0; epoch < 4; epoch++) {
        whole.add(pass(loader, epoch, 0));
      }
      for (int i = 0; i < 1_500; i++) {
        int epoch = random.nextInt(4);
        loader.start(epoch, 0);
        for (int batch = random.nextInt(4); batch > 0; batch--) {
          loader.advance();
        }
        if (i % 50 == 0) {
          assertThat(pass(loader, epoch, 0)).isEqualTo(whole.get(epoch));
        }
      }
    }
  }

  @Test
  void whatATransformThrowsReachesTheOneWhoAsks() {
    Transform broken =
        new Transform() {
          @Override
          public Shape output(Shape input) {
            return input;
          }

          @Override
          public void apply(byte[] source, Shape input, byte[] destination, long key) {
            throw new IllegalStateException("lens cap is on");
          }
        };
    Pipeline pipeline = new Pipeline(List.of(broken), Normalization.none(1));
    try (Loader loader = new Loader(images(), pipeline, 5, 1, true)) {
      loader.start(0, 0);
      assertThatThrownBy(loader::advance).hasMessageContaining("lens cap is on");
    }
  }

  /**
   * Waiting for a free slot costs a node of the queue; a batch is thousands of bytes. Before all of
   * it is compiled, which takes as long as the machine has time for it, Java also allocates what
   * compiled code does not.
   */
  @Test
  void aBatchAllocatesNothing() {
    ImageSet set =
        new ImageSet(Shape.image(3, 16, 16), List.of("one"), new byte[3200], new byte[3200 * 768]);
    List<Integer> grey = List.of(1, 2, 3);
    Pipeline everything =
        new Pipeline(
            List.of(
                new RandomCrop(16, 2, RandomCrop.Border.REFLECTED),
                new AlternatingFlip(),
                new RandomAffine(10, 0.1, 0.1, grey),
                new ColorJitter(0.2, 0.1),
                RandomDistortion.trivialAugment(grey),
                new Cutout(4, grey),
                new RandomErasing(0.5, grey)),
            new ImageNormalization(ImageNormalization.Span.CHANNEL),
            new LabelSmoothing(0.1),
            List.of(new Mixup(0.2), new CutMix(1)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Loader loader = new Loader(set, everything, 32, 1, true)) {
      long least = Long.MAX_VALUE;
      for (int epoch = 0; epoch < 50 && least >= 70 * 128; epoch++) {
        loader.start(epoch, 0);
        long thread =
            Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("fovea-loader") && each.isAlive())
                .mapToLong(Thread::getId)
                .max()
                .orElseThrow();
        advance(loader, 20);
        long before = threads.getThreadAllocatedBytes(thread);
        advance(loader, 60);
        least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
      }
      assertThat(least).isLessThan(70 * 128);
    }
  }

  private static void advance(Loader loader, int batches) {
    for (int i = 0; i < batches; i++) {
      assertThat(loader.advance()).isTrue();
    }
  }
}
