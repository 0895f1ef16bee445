package fovea.lab.baseline;

import boofcv.struct.feature.TupleDesc_F64;
import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.engine.AffineMap;
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
 * A bag-of-visual-words classifier (Csurka et al. 2004). Dense SIFT descriptors of the training
 * images are clustered into visual words, each image is represented by its histogram of words, and
 * linear support vector machines classify the histograms. Histograms are L1-normalised and
 * square-rooted, so that their dot product is the Hellinger kernel (Vedaldi and Zisserman 2012).
 *
 * @param words number of visual words (clusters of descriptors)
 * @param patch side of a descriptor's patch in pixels, a multiple of 4
 * @param step grid spacing of the descriptors in pixels
 * @param sample number of descriptors to cluster
 * @param iterations maximum number of k-means iterations
 * @param cost penalty of the SVMs for margin violations (LIBLINEAR's {@code C})
 * @param seed seeds the sample of descriptors and the initial centroids
 */
public record BagOfWords(
    int words, int patch, int step, int sample, int iterations, double cost, long seed) {

  /** Images per batch when descriptors are assigned to words. */
  private static final int BATCH = 100;

  /** Minimum number of descriptors to sample from an image that has them. */
  private static final int MIN_PER_IMAGE = 10;

  public BagOfWords {
    Require.atLeast("--words", words, 2);
    Require.atLeast("--step", step, 1);
    Require.atLeast("--sample", sample, words);
    Require.atLeast("--iterations", iterations, 1);
    Require.positive("--cost", cost);
  }

  /**
   * Trains on the training images and evaluates on both sets.
   *
   * @throws IllegalArgumentException if the training images have fewer descriptors than there are
   *     words, or are smaller than a patch
   */
  public BaselineResult run(DataSet data, Engine engine, BaselineListener listener) {
    StageTimer stages = new StageTimer(listener);
    List<double[]> descriptors = stages.run("descriptors", () -> descriptors(data.train()));
    if (descriptors.size() < words) {
      throw new IllegalArgumentException(
          "--words is %s: the training images have %s descriptors to find them in"
              .formatted(words, descriptors.size()));
    }
    float[][] vocabulary =
        stages.run("words", () -> KMeans.centroids(descriptors, words, iterations, seed));
    Feature[][] train =
        stages.run("histograms", () -> histograms(data.train(), vocabulary, engine, stages));
    Feature[][] test =
        stages.run("histograms", () -> histograms(data.test(), vocabulary, engine, stages));
    int[] labels = labels(data.train());
    int classes = data.classes().size();
    AtomicInteger trained = new AtomicInteger();
    SparseSvm svm =
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
    double trainAccuracy = svm.accuracy(train, labels);
    double testAccuracy = svm.accuracy(test, labels(data.test()));
    return new BaselineResult(
        "bow",
        data.train().size(),
        data.test().size(),
        words,
        (long) words * DenseSift.ELEMENTS,
        svm.parameters(),
        trainAccuracy,
        testAccuracy,
        stages.seconds());
  }

  static int[] labels(ImageSet images) {
    return IntStream.range(0, images.size()).map(images::label).toArray();
  }

  /**
   * Samples up to {@code sample} descriptors, a few from each image, visiting the images in random
   * order.
   */
  private List<double[]> descriptors(ImageSet images) {
    int[] order = new int[images.size()];
    CounterBasedRandom.permutation(order, CounterBasedRandom.key(seed, Purpose.SHUFFLE));
    DenseSift sift = new DenseSift(images.shape(), patch, step);
    int perImage = sift.of(images, 0).size();
    // A few descriptors from many images are more representative than all from a few.
    int wanted = Math.min(perImage, Math.max(MIN_PER_IMAGE, (sample - 1) / images.size() + 1));
    List<double[]> found = new ArrayList<>();
    int[] positions = new int[perImage];
    for (int i = 0; i < order.length && found.size() < sample; i++) {
      List<TupleDesc_F64> all = sift.of(images, order[i]);
      CounterBasedRandom.permutation(
          positions,
          CounterBasedRandom.subkey(CounterBasedRandom.key(seed, Purpose.AUGMENTATION), order[i]));
      for (int j = 0; j < wanted && found.size() < sample; j++) {
        found.add(all.get(positions[j]).data.clone());
      }
    }
    return found;
  }

  private Feature[][] histograms(
      ImageSet images, float[][] vocabulary, Engine engine, StageTimer stages) {
    int perImage = new DenseSift(images.shape(), patch, step).of(images, 0).size();
    ThreadLocal<DenseSift> sift =
        ThreadLocal.withInitial(() -> new DenseSift(images.shape(), patch, step));
    Feature[][] histograms = new Feature[images.size()][];
    try (AffineMap map = NearestPoint.map(engine, vocabulary, BATCH * perImage)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        int begin = first;
        int count = Math.min(BATCH, images.size() - first);
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> put(sift.get().of(images, begin + i), map.input(), i * perImage));
        map.run();
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> histograms[begin + i] = histogram(map.output(), i * perImage, perImage));
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

  /** The square roots of the word frequencies, and a constant 1 for the SVM's bias. */
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
