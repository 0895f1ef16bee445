package fovea.lab.baseline;

import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.engine.AffineMap;
import fovea.engine.Engine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A classifier on a single layer of unsupervised k-means features (Coates, Lee and Ng 2011).
 * Patches of the training images are normalised, whitened and clustered. Each patch of an image is
 * encoded by the triangle activation {@code max(0, mean distance - distance)} for each centroid;
 * the activations are sum-pooled over the four quadrants of the image and classified by linear
 * support vector machines.
 *
 * @param centroids number of centroids
 * @param patch side of a patch in pixels
 * @param sample number of patches to fit the whitening and the centroids to
 * @param iterations maximum number of k-means iterations
 * @param decay weight decay of the SVMs
 * @param seed seeds the sample of patches, the initial centroids and the shuffling
 */
public record KMeansFeatures(
    int centroids, int patch, int sample, int iterations, double decay, long seed) {

  /** Images per batch when features are computed. */
  private static final int BATCH = 20;

  /** The whitening's epsilon, the paper's value. */
  private static final double EPSILON = 0.1;

  /** Pooling regions along each side of an image. */
  private static final int REGIONS_PER_SIDE = 2;

  private static final int POOLS = REGIONS_PER_SIDE * REGIONS_PER_SIDE;

  public KMeansFeatures {
    Require.atLeast("--centroids", centroids, 2);
    Require.atLeast("--sample", sample, centroids);
    Require.atLeast("--iterations", iterations, 1);
    Require.positive("--decay", decay);
  }

  /**
   * Trains on the training images and evaluates on both sets.
   *
   * @throws IllegalArgumentException if images are not larger than a patch
   */
  public BaselineResult run(DataSet data, Engine engine, BaselineListener listener) {
    StageTimer stages = new StageTimer(listener);
    List<double[]> patches = stages.run("patches", () -> sample(data.train()));
    PatchWhitening whitening = stages.run("whitening", () -> PatchWhitening.of(patches, EPSILON));
    float[][] centres =
        stages.run(
            "centroids",
            () -> {
              patches.replaceAll(whitening::apply);
              return KMeans.centroids(patches, centroids, iterations, seed);
            });
    float[] bias = new float[whitening.elements() + centroids];
    float[][] rows = whitening.whiteningAndScores(centres, bias);
    float[][] train =
        stages.run("features", () -> features(data.train(), rows, bias, engine, stages));
    float[][] test =
        stages.run("features", () -> features(data.test(), rows, bias, engine, stages));
    int[] labels = BagOfWords.labels(data.train());
    int classes = data.classes().size();
    try (DenseSvm svm = new DenseSvm(engine, POOLS * centroids, classes, decay)) {
      stages.run(
          "svm",
          () -> {
            Standardization standard = Standardization.of(train);
            standard.apply(train);
            standard.apply(test);
            svm.train(train, labels, seed, stages);
            return standard;
          });
      return new BaselineResult(
          "kmeans",
          train.length,
          test.length,
          POOLS * centroids,
          whitening.parameters() + (long) centroids * whitening.elements(),
          svm.parameters(),
          svm.accuracy(train, labels),
          svm.accuracy(test, BagOfWords.labels(data.test())),
          stages.seconds());
    }
  }

  /** Samples patches at random positions of random images. */
  private List<double[]> sample(ImageSet images) {
    Patches patches = new Patches(images.shape(), patch);
    long key = CounterBasedRandom.key(seed, Purpose.AUGMENTATION);
    float[] values = new float[patches.elements()];
    List<double[]> found = new ArrayList<>();
    for (int i = 0; i < sample; i++) {
      long own = CounterBasedRandom.subkey(key, i);
      patches.read(images, CounterBasedRandom.below(images.size(), own, 0));
      int row = CounterBasedRandom.below(patches.rows(), own, 1);
      int column = CounterBasedRandom.below(patches.columns(), own, 2);
      patches.copy(row, column, values);
      found.add(IntStream.range(0, values.length).mapToDouble(j -> values[j]).toArray());
    }
    return found;
  }

  private float[][] features(
      ImageSet images, float[][] rows, float[] bias, Engine engine, StageTimer stages) {
    ThreadLocal<Patches> patches =
        ThreadLocal.withInitial(() -> new Patches(images.shape(), patch));
    int positions = patches.get().rows() * patches.get().columns();
    float[][] features = new float[images.size()][];
    try (AffineMap map = new AffineMap(engine, NearestPoint.flat(rows), bias, BATCH * positions)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        int begin = first;
        int count = Math.min(BATCH, images.size() - first);
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> put(patches.get(), images, begin + i, map, i * positions));
        map.run();
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> features[begin + i] = pooled(patches.get(), map, i * positions));
        stages.progress(first + count, images.size());
      }
    }
    return features;
  }

  private static void put(Patches patches, ImageSet images, int image, AffineMap map, int first) {
    patches.read(images, image);
    float[] values = new float[patches.elements()];
    int position = first;
    for (int row = 0; row < patches.rows(); row++) {
      for (int column = 0; column < patches.columns(); column++) {
        patches.copy(row, column, values);
        map.input().put(position++ * values.length, values);
      }
    }
  }

  /** The activations summed over each quadrant, quadrants x centroids. */
  private float[] pooled(Patches patches, AffineMap map, int first) {
    float[] pools = new float[POOLS * centroids];
    float[] outputs = new float[patches.elements() + centroids];
    float[] distances = new float[centroids];
    int position = first;
    for (int row = 0; row < patches.rows(); row++) {
      for (int column = 0; column < patches.columns(); column++) {
        map.output().get(position++ * outputs.length, outputs);
        float mean = distances(outputs, patches.elements(), distances);
        int quadrant =
            row * REGIONS_PER_SIDE / patches.rows() * REGIONS_PER_SIDE
                + column * REGIONS_PER_SIDE / patches.columns();
        for (int k = 0; k < centroids; k++) {
          pools[quadrant * centroids + k] += Math.max(0, mean - distances[k]);
        }
      }
    }
    return pools;
  }

  /**
   * Computes the distances of a whitened patch from the centroids.
   *
   * @param outputs the outputs of {@link PatchWhitening#whiteningAndScores} for the patch
   * @param distances receives the distances
   * @return their mean
   */
  private static float distances(float[] outputs, int elements, float[] distances) {
    float square = 0;
    for (int i = 0; i < elements; i++) {
      square += outputs[i] * outputs[i];
    }
    for (int k = 0; k < distances.length; k++) {
      distances[k] = (float) Math.sqrt(Math.max(0, square - 2 * outputs[elements + k]));
    }
    // Four accumulators: the additions to a single one would form a dependency chain.
    float[] sums = new float[4];
    int whole = distances.length / 4 * 4;
    for (int k = 0; k < whole; k += 4) {
      for (int lane = 0; lane < 4; lane++) {
        sums[lane] += distances[k + lane];
      }
    }
    float sum = sums[0] + sums[1] + sums[2] + sums[3];
    for (int k = whole; k < distances.length; k++) {
      sum += distances[k];
    }
    return sum / distances.length;
  }
}
