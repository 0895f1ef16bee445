package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;

/** An augmentation that mixes the images of a batch, and their targets accordingly. */
public interface Mixing {

  /**
   * Mixes a batch in place. Allocates nothing.
   *
   * @param images N x C x H x W
   * @param targets N x classes, probabilities; each row sums to 1
   * @param shape one image's shape
   * @param size N
   * @param key the {@link fovea.nn.CounterBasedRandom} key of this batch
   */
  void apply(FloatBuffer images, float[] targets, Shape shape, int size, long key);
}
