package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * Mixup (Zhang et al. 2018, equation 2): images and targets of the batch become {@code l x_i + (1 -
 * l) x_k}, one share l ~ Beta(alpha, alpha) a batch, k the image as far from the end as i is from
 * the start (batches are shuffled).
 */
public final class Mixup implements Mixing {

  private final Shares shares;

  /**
   * @param alpha above 0, at most 100
   */
  public Mixup(double alpha) {
    shares = new Shares("mixup", alpha);
  }

  @Override
  public void apply(FloatBuffer images, float[] targets, Shape shape, int size, long key) {
    float share = shares.draw(key, 0);
    int elements = shape.elements();
    int classes = targets.length / (images.capacity() / elements);
    for (int i = 0; i < size / 2; i++) {
      int k = size - 1 - i;
      for (int e = 0; e < elements; e++) {
        float first = images.get(i * elements + e);
        float second = images.get(k * elements + e);
        images.put(i * elements + e, share * first + (1 - share) * second);
        images.put(k * elements + e, share * second + (1 - share) * first);
      }
      Shares.mixRows(targets, classes, i, k, share);
    }
  }
}
