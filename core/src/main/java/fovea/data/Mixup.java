package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * Mixup (Zhang et al. 2018, equation 2): images and targets x become {@code lambda x_i + (1 -
 * lambda) x_k}, with one lambda ~ Beta(alpha, alpha) per batch. Image i from the start of the batch
 * is paired with image i from its end, which is a random pairing in shuffled batches.
 */
public final class Mixup implements Mixing {

  private final BetaSampler sampler;

  /**
   * @param alpha parameter of the Beta distribution, above 0 and at most 100
   */
  public Mixup(double alpha) {
    sampler = new BetaSampler("mixup", alpha);
  }

  @Override
  public void apply(FloatBuffer images, float[] targets, Shape shape, int size, long key) {
    float lambda = sampler.draw(key, 0);
    int elements = shape.elements();
    int classes = targets.length / (images.capacity() / elements);
    for (int i = 0; i < size / 2; i++) {
      int k = size - 1 - i;
      for (int e = 0; e < elements; e++) {
        float first = images.get(i * elements + e);
        float second = images.get(k * elements + e);
        images.put(i * elements + e, lambda * first + (1 - lambda) * second);
        images.put(k * elements + e, lambda * second + (1 - lambda) * first);
      }
      BetaSampler.mixTargets(targets, classes, i, k, lambda);
    }
  }
}
