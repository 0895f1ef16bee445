package fovea.data;

import fovea.nn.CounterBasedRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Weights and draws that make the classes of a set equally important. */
final class ClassBalance {

  private final int images;

  /** The images of each class that has some. */
  private final int[][] members;

  private final float[] weights;

  ClassBalance(ImageSet set) {
    images = set.size();
    int[] counts = set.counts();
    int[][] byLabel = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
    int[] filled = new int[counts.length];
    for (int image = 0; image < images; image++) {
      int label = set.label(image);
      byLabel[label][filled[label]++] = image;
    }
    members = Arrays.stream(byLabel).filter(each -> each.length > 0).toArray(int[][]::new);
    weights = new float[counts.length];
    for (int label = 0; label < counts.length; label++) {
      weights[label] =
          counts[label] == 0 ? 0 : (float) ((double) images / members.length / counts[label]);
    }
  }

  /** The weights of images with the given targets: those of their classes, in these shares. */
  void weigh(float[] targets, int size, float[] result) {
    for (int i = 0; i < size; i++) {
      int row = i * weights.length;
      result[i] =
          (float)
              IntStream.range(0, weights.length)
                  .mapToDouble(label -> (double) weights[label] * targets[row + label])
                  .sum();
    }
  }

  /** Draws images with replacement: first a class, then one of its images. */
  void draw(int[] order, long key) {
    for (int i = 0; i < order.length; i++) {
      int[] drawn = members[CounterBasedRandom.below(members.length, key, 2L * i)];
      order[i] = drawn[CounterBasedRandom.below(drawn.length, key, 2L * i + 1)];
    }
  }
}
