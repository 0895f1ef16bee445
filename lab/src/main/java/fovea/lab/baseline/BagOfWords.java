package fovea.lab.baseline;

import boofcv.struct.feature.TupleDesc_F64;
import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.engine.Engine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What images were recognised by before convolutional networks: a bag of visual words (Csurka et
 * al. 2004). Dense SIFT descriptors of training images are clustered into words; an image is how
 * often each word occurs in it; a linear support vector machine tells the classes apart. Counts
 * become roots of shares, whose products compare histograms well (Hellinger's kernel: Vedaldi and
 * Zisserman 2012).
 *
 * @param words clusters of descriptors
 * @param patch pixels of a descriptor's side, a multiple of 4
 * @param step pixels between descriptors
 * @param sample descriptors that the words are found in
 * @param iterations of k-means at most
 * @param cost of the machines' training errors
 * @param seed what sample and first words depend on
 */
public record BagOfWords(
    int words, int patch, int step, int sample, int iterations, double cost, long seed) {

  /** Images whose descriptors are assigned to words at a time. */
  private static final int BATCH = 100;

  /** Descriptors of an image that words are found in, where the images are many. */
  private static final int FEW = 10;

  public BagOfWords {
    Require.atLeast("--words", words, 2);
    Require.atLeast("--step", step, 1);
    Require.atLeast("--sample", sample, words);
    Require.atLeast("--iterations", iterations, 1);
    Require.positive("--cost", cost);
  }

  /** Learns from the training images and is tested on the others. */
  public BaselineResult run(DataSet data, Engine engine, StageListener listener) {
    Stages stages = new Stages(listener);
    List<double[]> descriptors = stages.run("descriptors", () -> descriptors(data.train()));
    if (descriptors.size() < words) {
      throw new IllegalArgumentException(
          "--words is %d: the training images have %d descriptors to find them in"
              .formatted(words, descriptors.size()));
    }
    float[][] vocabulary =
        stages.run("words", () -> Centroids.of(descriptors, words, iterations, seed));
    Feature[][] train =
        stages.run("histograms", () -> histograms(data.train(), vocabulary, engine, stages));
    Feature[][] test =
        stages.run("histograms", () -> histograms(data.test(), vocabulary, engine, stages));
    int[] labels = labels(data.train());
    int classes = data.classes().size();
    AtomicInteger trained = new AtomicInteger();
    SparseSvm machine =
        stages.run(
            "svm",
            () ->
                SparseSvm.train(
                    train,
                    labels,
                    classes,
                    words + 1,
                    cost,
                    () -> stages.progress(trained.incrementAndGet(), classes)));
    double trainAccuracy = machine.accuracy(train, labels);
    double testAccuracy = machine.accuracy(test, labels(data.test()));
    return new BaselineResult(
        "bow",
        data.train().size(),
        data.test().size(),
        words,
        (long) words * DenseSift.ELEMENTS,
        machine.parameters(),
        trainAccuracy,
        testAccuracy,
        stages.seconds());
  }

  static int[] labels(ImageSet images) {
    return IntStream.range(0, images.size()).map(images::label).toArray();
  }

  /** Descriptors of images in a random order, until there are enough. */
  private List<double[]> descriptors(ImageSet images) {
    int[] order = new int[images.size()];
    CounterBasedRandom.permutation(order, CounterBasedRandom.key(seed, Purpose.SHUFFLE));
    DenseSift sift = new DenseSift(images.shape(), patch, step);
    int each = sift.of(images, 0).size();
    // A few of many images tell more than all of a few.
    int wanted = Math.min(each, Math.max(FEW, (sample - 1) / images.size() + 1));
    List<double[]> found = new ArrayList<>();
    int[] places = new int[each];
    for (int i = 0; i < order.length && found.size() < sample; i++) {
      List<TupleDesc_F64> all = sift.of(images, order[i]);
      CounterBasedRandom.permutation(
          places,
          CounterBasedRandom.subkey(CounterBasedRandom.key(seed, Purpose.AUGMENTATION), order[i]));
      for (int j = 0; j < wanted && found.size() < sample; j++) {
        found.add(all.get(places[j]).data.clone());
      }
    }
    return found;
  }

  private Feature[][] histograms(
      ImageSet images, float[][] vocabulary, Engine engine, Stages stages) {
    int each = new DenseSift(images.shape(), patch, step).of(images, 0).size();
    ThreadLocal<DenseSift> sift =
        ThreadLocal.withInitial(() -> new DenseSift(images.shape(), patch, step));
    Feature[][] histograms = new Feature[images.size()][];
    try (LinearMap map = LinearMap.nearest(engine, vocabulary, BATCH * each)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        int begin = first;
        int count = Math.min(BATCH, images.size() - first);
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> put(sift.get().of(images, begin + i), map.input(), i * each));
        map.run();
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> histograms[begin + i] = histogram(map.output(), i * each, each));
        stages.progress(first + count, images.size());
      }
    }
    return histograms;
  }

  private static void put(List<TupleDesc_F64> descriptors, FloatBuffer rows, int first) {
    for (int i = 0; i < descriptors.size(); i++) {
      double[] values = descriptors.get(i).data;
      int row = (first + i) * DenseSift.ELEMENTS;
      for (int j = 0; j < values.length; j++) {
        rows.put(row + j, (float) values[j]);
      }
    }
  }

  /** The roots of the words' shares, and 1 for the machine's constant. */
  private Feature[] histogram(FloatBuffer scores, int first, int descriptors) {
    int[] counts = new int[words];
    for (int row = first; row < first + descriptors; row++) {
      int best = 0;
      for (int word = 1; word < words; word++) {
        if (scores.get(row * words + word) > scores.get(row * words + best)) {
          best = word;
        }
      }
      counts[best]++;
    }
    List<Feature> features = new ArrayList<>();
    for (int word = 0; word < words; word++) {
      if (counts[word] > 0) {
        features.add(new FeatureNode(word + 1, Math.sqrt((double) counts[word] / descriptors)));
      }
    }
    features.add(new FeatureNode(words + 1, 1));
    return features.toArray(Feature[]::new);
  }
}
