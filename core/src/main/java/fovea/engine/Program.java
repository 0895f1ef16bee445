package fovea.engine;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A network compiled for one batch size and one mode. Everything is allocated when it is made; a
 * step allocates nothing. Access buffers by index; position and limit are not to be changed.
 *
 * <p>Once its {@link Model} has closed it, buffers and passes are refused with an {@link
 * IllegalStateException}.
 */
public interface Program {

  /** Images a batch. */
  int batch();

  /** The batch's images, N x C x H x W: to be filled before {@link #forward}. */
  FloatBuffer input();

  /** The network's results, N x outputs, row-major; valid after {@link #forward}. */
  FloatBuffer output();

  /**
   * Computes the outputs from the inputs.
   *
   * @param key the {@link fovea.nn.CounterBasedRandom} key of this step. The network's dropout
   *     number i (counted from 0 in the order of its layers, those of residual blocks included,
   *     body before shortcut) keeps element e of the batch (row-major over N x C x H x W) where
   *     {@code CounterBasedRandom.uniform(CounterBasedRandom.subkey(key, i), e / group) >= rate},
   *     group being 1, or the elements of a channel where whole channels are dropped
   */
  void forward(long key);

  /**
   * Promises that the variables keep their present values from now on: what an evaluation program
   * computes from them alone is then computed once, not in each forward pass.
   */
  default void freeze() {}

  /** The gradient of the loss with respect to the outputs: to be filled before a backward pass. */
  FloatBuffer outputGradient();

  /**
   * Computes gradients from {@link #outputGradient} and the last forward pass: of every learned
   * parameter in a training program, of the input in an attribution program.
   *
   * @throws IllegalStateException if this is an evaluation program
   */
  void backward();

  /**
   * The gradient of the loss with respect to the images, N x C x H x W, row-major; valid after
   * {@link #backward}.
   *
   * @throws IllegalStateException if this is not an attribution program
   */
  FloatBuffer inputGradient();

  /**
   * Times the kernels of this program, on whatever the buffers hold.
   *
   * @param repetitions how often; the times are medians, or sums of the kernels' medians
   * @return a row for each pass of a layer, in the order of execution; none if the engine has no
   *     kernels to tell of
   */
  default List<KernelTime> profile(int repetitions) {
    return List.of();
  }
}
