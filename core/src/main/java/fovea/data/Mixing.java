package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;

/** Mixes the images of a batch with each other, and their targets with them. */
public interface Mixing {

  /**
   * Mixes a batch in place. Allocates nothing.
   *
   * @param images N x C x H x W
   * @param targets N x classes, probabilities that sum to 1 in a row
   * @param shape one image's shape
   * @param size N
   * @param key the {@link fovea.nn.CountedRandom} key of this batch
   */
  void apply(FloatBuffer images, float[] targets, Shape shape, int size, long key);
}
