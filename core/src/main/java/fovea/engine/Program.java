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
public final class Program {

  private final Mode mode;
  private final int batch;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private final FloatBuffer outputGradient;
  private final FloatBuffer inputGradient;
  private final Passes passes;
  private boolean closed;

  /**
   * For engines.
   *
   * @param mode what it is for
   * @param batch images a batch
   * @param input N x C x H x W
   * @param output N x outputs
   * @param outputGradient N x outputs; empty in evaluation
   * @param inputGradient N x C x H x W; empty unless for attribution
   * @param passes what computes between the buffers; closed with the program
   */
  public Program(
      Mode mode,
      int batch,
      FloatBuffer input,
      FloatBuffer output,
      FloatBuffer outputGradient,
      FloatBuffer inputGradient,
      Passes passes) {
    this.mode = mode;
    this.batch = batch;
    this.input = input;
    this.output = output;
    this.outputGradient = outputGradient;
    this.inputGradient = inputGradient;
    this.passes = passes;
  }

  /** What it is for. */
  public Mode mode() {
    return mode;
  }

  /** Images a batch. */
  public int batch() {
    return batch;
  }

  /** The batch's images, N x C x H x W: to be filled before {@link #forward}. */
  public FloatBuffer input() {
    requireOpen();
    return input;
  }

  /** The network's results, N x outputs, row-major; valid after {@link #forward}. */
  public FloatBuffer output() {
    requireOpen();
    return output;
  }

  /**
   * Computes the outputs from the inputs.
   *
   * @param key the {@link fovea.nn.CounterBasedRandom} key of this step. The network's dropout
   *     number i (counted from 0 in the order of its layers, those of residual blocks included,
   *     body before shortcut) keeps element e of the batch (row-major over N x C x H x W) where
   *     {@code CounterBasedRandom.uniform(CounterBasedRandom.subkey(key, i), e / group) >= rate},
   *     group being 1, or the elements of a channel where whole channels are dropped
   */
  public void forward(long key) {
    requireOpen();
    passes.forward(key);
  }

  /**
   * Copies images into the program and computes their outputs.
   *
   * @param images N x C x H x W, from index 0 on
   * @param key as for {@link #forward(long)}
   */
  public void forward(FloatBuffer images, long key) {
    requireOpen();
    input.put(0, images, 0, input.capacity());
    passes.forward(key);
  }

  /**
   * Promises that the variables keep their present values from now on: what an evaluation program
   * computes from them alone is then computed once, not in each forward pass.
   */
  public void freeze() {
    requireOpen();
    passes.freeze();
  }

  /** The gradient of the loss with respect to the outputs: to be filled before a backward pass. */
  public FloatBuffer outputGradient() {
    requireOpen();
    requireBackward();
    return outputGradient;
  }

  /**
   * Computes gradients from {@link #outputGradient} and the last forward pass: of every learned
   * parameter in a training program, of the input in an attribution program.
   *
   * @throws IllegalStateException if this is an evaluation program
   */
  public void backward() {
    requireOpen();
    requireBackward();
    passes.backward();
  }

  /**
   * The gradient of the loss with respect to the images, N x C x H x W, row-major; valid after
   * {@link #backward}.
   *
   * @throws IllegalStateException if this is not an attribution program
   */
  public FloatBuffer inputGradient() {
    requireOpen();
    if (!mode.attributes()) {
      throw new IllegalStateException("only an attribution program has a gradient of its input");
    }
    return inputGradient;
  }

  /**
   * Times the kernels of this program, on whatever the buffers hold.
   *
   * @param repetitions how often; the times are medians, or sums of the kernels' medians
   * @return a row for each pass of a layer, in the order of execution; none if the engine has no
   *     kernels to tell of
   */
  public List<KernelTime> profile(int repetitions) {
    requireOpen();
    return passes.profile(repetitions);
  }

  /** The names of its kernels, in the order of execution; none if the engine has no kernels. */
  public List<String> kernels() {
    return passes.kernels();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
  }

  private void requireBackward() {
    if (!mode.goesBackward()) {
      throw new IllegalStateException("an evaluation program has no backward pass");
    }
  }

  /** Frees what it alone uses; nothing if that is done. */
  void close() {
    if (!closed) {
      closed = true;
      passes.close();
    }
  }
}
