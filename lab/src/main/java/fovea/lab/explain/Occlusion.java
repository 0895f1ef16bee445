package fovea.lab.explain;

import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Occlusion sensitivity (Zeiler and Fergus 2014, section 4.2): a square of the image's mean colour
 * slides over the image; each pixel's value is the mean drop in the class's probability over the
 * positions that covered the pixel.
 */
public final class Occlusion {

  /** The square covers 1 / 4 of the image's shorter side, and moves by 1 / 4 of its own side. */
  private static final int DIVISOR = 4;

  private static final int BATCH = 64;

  private Occlusion() {}

  /** The side of the square in pixels. */
  public static int side(Shape shape) {
    return Math.max(1, Math.min(shape.height(), shape.width()) / DIVISOR);
  }

  /**
   * The map, of the size of the image.
   *
   * @param label the class that is explained
   */
  public static HeatMap of(TrainedModel model, ExplainedImage sample, int label) {
    Shape shape = sample.shape();
    int side = side(shape);
    int step = Math.max(1, side / DIVISOR);
    int rows = (shape.height() - side) / step + 1;
    int columns = (shape.width() - side) / step + 1;
    double[] sums = new double[shape.area()];
    int[] counts = new int[shape.area()];
    float[] mean = means(sample);
    float[] batch = new float[BATCH * shape.elements()];
    try (Probe probe = model.probe(model.model().network(), shape)) {
      double intact =
          probability(probe.forward(sample.batch(), 1), 0, model.classes().size(), label);
      for (int first = 0; first < rows * columns; first += BATCH) {
        int count = Math.min(BATCH, rows * columns - first);
        for (int i = 0; i < count; i++) {
          System.arraycopy(sample.input(), 0, batch, i * shape.elements(), shape.elements());
          int position = first + i;
          occlude(
              batch,
              i * shape.elements(),
              shape,
              mean,
              position / columns * step,
              position % columns * step);
        }
        float[] scores = probe.forward(FloatBuffer.wrap(batch), count);
        for (int i = 0; i < count; i++) {
          double occluded = probability(scores, i, model.classes().size(), label);
          int position = first + i;
          add(
              sums,
              counts,
              shape,
              position / columns * step,
              position % columns * step,
              intact - occluded);
        }
      }
    }
    float[] drops = new float[shape.area()];
    for (int i = 0; i < drops.length; i++) {
      drops[i] = counts[i] == 0 ? 0 : (float) (sums[i] / counts[i]);
    }
    return new HeatMap(shape.height(), shape.width(), drops);
  }

  private static float[] means(ExplainedImage sample) {
    int area = sample.shape().area();
    float[] means = new float[sample.shape().channels()];
    for (int i = 0; i < sample.input().length; i++) {
      means[i / area] += sample.input()[i] / area;
    }
    return means;
  }

  private static void occlude(
      float[] values, int start, Shape shape, float[] mean, int top, int left) {
    int side = side(shape);
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = top; row < top + side; row++) {
        int from = start + (channel * shape.height() + row) * shape.width() + left;
        Arrays.fill(values, from, from + side, mean[channel]);
      }
    }
  }

  private static void add(
      double[] sums, int[] counts, Shape shape, int top, int left, double drop) {
    int side = side(shape);
    for (int row = top; row < top + side; row++) {
      for (int column = left; column < left + side; column++) {
        sums[row * shape.width() + column] += drop;
        counts[row * shape.width() + column]++;
      }
    }
  }

  private static double probability(float[] scores, int image, int classes, int label) {
    return Scores.probabilities(FloatBuffer.wrap(scores), image * classes, classes)[label];
  }
}
