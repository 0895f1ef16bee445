package fovea.engine;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A network compiled for one batch size and mode. All memory is allocated at compile time; running
 * it allocates nothing. Access buffers by index; do not change position or limit.
 *
 * <p>After its {@link Model} has closed it, every method that uses buffers throws {@link
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
  private boolean activations;
  private boolean closed;

  /**
   * For engines.
   *
   * @param mode the mode
   * @param batch the batch size
   * @param input N x C x H x W
   * @param output N x outputs
   * @param outputGradient N x outputs; empty in evaluation
   * @param inputGradient N x C x H x W; empty unless for attribution
   * @param passes compute the buffers' contents; closed with the program
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

  /** The mode it was compiled for. */
  public Mode mode() {
    return mode;
  }

  /** The batch size. */
  public int batch() {
    return batch;
  }

  /** The images of the batch, N x C x H x W; fill it before {@link #forward}. */
  public FloatBuffer input() {
    requireOpen();
    return input;
  }

  /** The network's outputs, N x outputs, row-major; valid after {@link #forward}. */
  public FloatBuffer output() {
    requireOpen();
    return output;
  }

  /**
   * Runs the forward pass.
   *
   * @param key the {@link fovea.nn.CounterBasedRandom} key of this step. Dropout layer i (numbered
   *     from 0 in layer order, residual blocks included, body before shortcut) keeps element e of
   *     the batch (row-major over N x C x H x W) if {@code
   *     CounterBasedRandom.uniform(CounterBasedRandom.subkey(key, i), e / group) >= rate}, where
   *     group is 1, or the number of elements per channel if whole channels are dropped
   */
  public void forward(long key) {
    requireOpen();
    passes.forward(key);
    activations = true;
  }

  /**
   * Copies images into {@link #input} and runs the forward pass.
   *
   * @param images N x C x H x W, from index 0 on
   * @param key as for {@link #forward(long)}
   */
  public void forward(FloatBuffer images, long key) {
    requireOpen();
    input.put(0, images, 0, input.capacity());
    forward(key);
  }

  /**
   * Declares that the variables will not change any more, so that an evaluation program prepares
   * weights once instead of in each forward pass.
   */
  public void freeze() {
    requireOpen();
    passes.freeze();
  }

  /** The gradient of the loss with respect to the outputs; fill it before {@link #backward}. */
  public FloatBuffer outputGradient() {
    requireOpen();
    requireBackward();
    return outputGradient;
  }

  /**
   * Runs the backward pass, using {@link #outputGradient} and the last forward pass. It computes
   * the gradients of all learned parameters in a training program, of the input in an attribution
   * program. An attribution program can run it several times, with other gradients of the outputs;
   * in a training program it uses up the activations, whose memory it reuses.
   *
   * @throws IllegalStateException if this is an evaluation program, or there are no activations: no
   *     forward pass before, or two backward passes after one
   */
  public void backward() {
    requireActivations();
    passes.backward();
  }

  /**
   * Runs the backward pass as {@link #backward()} does, and tells how far it is, so that gradients
   * can be used while it goes on: those that are whole are neither read nor written any more.
   *
   * @param ended given the number of each stage of the pass as it ends, from 0 on
   * @throws IllegalStateException as for {@link #backward()}
   */
  public void backward(IntConsumer ended) {
    requireActivations();
    passes.backward(ended);
  }

  /**
   * The number of the stage of the backward pass after which the gradient of a parameter is whole.
   *
   * @param parameter the name of a parameter that is trained
   */
  public int wholeAfter(String parameter) {
    requireBackward();
    return passes.wholeAfter(parameter);
  }

  private void requireActivations() {
    requireOpen();
    requireBackward();
    if (!activations) {
      throw new IllegalStateException("a backward pass needs a forward pass of its own before it");
    }
    activations = mode != Mode.TRAINING;
  }

  /**
   * The gradient of the loss with respect to the images, N x C x H x W, row-major; valid after
   * {@link #backward}.
   *
   * @throws IllegalStateException if this is not an attribution program
   */
  public FloatBuffer inputGradient() {
    requireOpen();
    if (!mode.hasInputGradient()) {
      throw new IllegalStateException("only an attribution program has a gradient of its input");
    }
    return inputGradient;
  }

  /**
   * Times the kernels of this program on the current contents of the buffers.
   *
   * @param repetitions the number of repetitions; times are medians, or sums of medians
   * @return one row per layer and pass, in execution order; empty if the engine has no kernels
   */
  public List<KernelTime> profile(int repetitions) {
    requireOpen();
    return passes.profile(repetitions);
  }

  /** The names of the kernels, in execution order; empty if the engine has none. */
  public List<String> kernels() {
    return passes.kernels();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
  }

  private void requireBackward() {
    if (!mode.hasBackward()) {
      throw new IllegalStateException("an evaluation program has no backward pass");
    }
  }

  /** Frees the program's own memory; does nothing if already closed. */
  void close() {
    if (!closed) {
      closed = true;
      passes.close();
    }
  }
}
