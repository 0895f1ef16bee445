package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * CutMix (Yun et al. 2019, equations 1 and 2): pairs of images swap the contents of a window, and
 * their targets are mixed in proportion to its area. The window covers {@code 1 - lambda} of the
 * image before it is clipped at the borders, with lambda ~ Beta(alpha, alpha). There is one window
 * per batch; images are paired as in {@link Mixup}.
 */
public final class CutMix implements Mixing {

  private final BetaSampler sampler;

  /**
   * @param alpha parameter of the Beta distribution, above 0 and at most 100
   */
  public CutMix(double alpha) {
    sampler = new BetaSampler("cutmix", alpha);
  }

  @Override
  public void apply(FloatBuffer images, float[] targets, Shape shape, int size, long key) {
    double side = Math.sqrt(1 - sampler.draw(key, 0));
    int height = shape.height();
    int width = shape.width();
    int centreRow = CounterBasedRandom.below(height, key, 1);
    int centreColumn = CounterBasedRandom.below(width, key, 2);
    int top = Math.max(0, centreRow - (int) (height * side) / 2);
    int bottom = Math.min(height, centreRow + (int) (height * side) / 2);
    int left = Math.max(0, centreColumn - (int) (width * side) / 2);
    int right = Math.min(width, centreColumn + (int) (width * side) / 2);
    float lambda = 1 - (float) ((bottom - top) * (right - left)) / (height * width);
    int elements = shape.elements();
    int classes = targets.length / (images.capacity() / elements);
    for (int i = 0; i < size / 2; i++) {
      int k = size - 1 - i;
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int row = top; row < bottom; row++) {
          int start = (channel * height + row) * width;
          exchange(images, i * elements + start, k * elements + start, left, right);
        }
      }
      BetaSampler.mixTargets(targets, classes, i, k, lambda);
    }
  }

  private static void exchange(FloatBuffer images, int one, int other, int from, int to) {
    for (int column = from; column < to; column++) {
      float kept = images.get(one + column);
      images.put(one + column, images.get(other + column));
      images.put(other + column, kept);
    }
  }
}
