package fovea.lab.baseline;

import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.engine.Engine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A single layer of features that is learned without labels (Coates, Lee and Ng 2011). Patches of
 * training images are normalised, whitened and clustered. In an image each patch tells, by the
 * triangle activation {@code max(0, mean distance - distance)}, to which centroids it is nearer
 * than to most; the sums over the four quarters of the image are what linear support vector
 * machines tell the classes apart by.
 *
 * @param centroids clusters of patches
 * @param patch pixels of a patch's side
 * @param sample patches that whitening and centroids are found in
 * @param iterations of k-means at most
 * @param decay how strongly the machines' weights are kept small
 * @param seed what sample, first centroids and order depend on
 */
public record PatchClusters(
    int centroids, int patch, int sample, int iterations, double decay, long seed) {

  /** Images whose patches are compared with centroids at a time. */
  private static final int BATCH = 20;

  /** Added to the variances that whitening divides by: the paper's. */
  private static final double EPSILON = 0.1;

  /** Halves of an image's side. */
  private static final int HALVES = 2;

  private static final int POOLS = HALVES * HALVES;

  public PatchClusters {
    Require.atLeast("--centroids", centroids, 2);
    Require.atLeast("--sample", sample, centroids);
    Require.atLeast("--iterations", iterations, 1);
    Require.positive("--decay", decay);
  }

  /** Learns from the training images and is tested on the others. */
  public BaselineResult run(DataSet data, Engine engine, StageListener listener) {
    Stages stages = new Stages(listener);
    List<double[]> patches = stages.run("patches", () -> sample(data.train()));
    PatchWhitening whitening = stages.run("whitening", () -> PatchWhitening.of(patches, EPSILON));
    float[][] centres =
        stages.run(
            "centroids",
            () -> {
              patches.replaceAll(whitening::apply);
              return Centroids.of(patches, centroids, iterations, seed);
            });
    float[] bias = new float[whitening.elements() + centroids];
    float[][] rows = whitening.compared(centres, bias);
    float[][] train =
        stages.run("features", () -> features(data.train(), rows, bias, engine, stages));
    float[][] test =
        stages.run("features", () -> features(data.test(), rows, bias, engine, stages));
    int[] labels = BagOfWords.labels(data.train());
    int classes = data.classes().size();
    try (DenseSvm machine = new DenseSvm(engine, POOLS * centroids, classes, decay)) {
      stages.run(
          "svm",
          () -> {
            Standardization standard = Standardization.of(train);
            standard.apply(train);
            standard.apply(test);
            machine.train(train, labels, seed, stages);
            return standard;
          });
      return new BaselineResult(
          "kmeans",
          train.length,
          test.length,
          POOLS * centroids,
          whitening.parameters() + (long) centroids * whitening.elements(),
          machine.parameters(),
          machine.accuracy(train, labels),
          machine.accuracy(test, BagOfWords.labels(data.test())),
          stages.seconds());
    }
  }

  /** Patches at random places of random images. */
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
      ImageSet images, float[][] rows, float[] bias, Engine engine, Stages stages) {
    ThreadLocal<Patches> patches =
        ThreadLocal.withInitial(() -> new Patches(images.shape(), patch));
    int places = patches.get().rows() * patches.get().columns();
    float[][] features = new float[images.size()][];
    try (LinearMap map = new LinearMap(engine, rows, bias, BATCH * places)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        int begin = first;
        int count = Math.min(BATCH, images.size() - first);
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> put(patches.get(), images, begin + i, map, i * places));
        map.run();
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> features[begin + i] = pooled(patches.get(), map, i * places));
        stages.progress(first + count, images.size());
      }
    }
    return features;
  }

  private static void put(Patches patches, ImageSet images, int image, LinearMap map, int first) {
    patches.read(images, image);
    float[] values = new float[patches.elements()];
    int place = first;
    for (int row = 0; row < patches.rows(); row++) {
      for (int column = 0; column < patches.columns(); column++) {
        patches.copy(row, column, values);
        map.input().put(place++ * values.length, values);
      }
    }
  }

  /** The sums of activations, centroids x quarters. */
  private float[] pooled(Patches patches, LinearMap map, int first) {
    float[] pools = new float[POOLS * centroids];
    float[] outputs = new float[map.outputs()];
    float[] distances = new float[centroids];
    int place = first;
    for (int row = 0; row < patches.rows(); row++) {
      for (int column = 0; column < patches.columns(); column++) {
        map.output().get(place++ * outputs.length, outputs);
        float mean = distances(outputs, patches.elements(), distances);
        int quarter = row * HALVES / patches.rows() * HALVES + column * HALVES / patches.columns();
        for (int k = 0; k < centroids; k++) {
          pools[quarter * centroids + k] += Math.max(0, mean - distances[k]);
        }
      }
    }
    return pools;
  }

  /**
   * Distances of a whitened patch from the centroids.
   *
   * @param outputs the patch, and what {@link PatchWhitening#compared} gives of each centroid
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
    // Four sums, for one would wait for each addition.
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
