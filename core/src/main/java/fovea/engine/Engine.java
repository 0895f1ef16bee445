package fovea.engine;

import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.Set;

/**
 * Executes networks. A {@link Model} must be used on the thread that created it; an {@link
 * Inference} is thread-safe.
 */
public interface Engine {

  /** Its name in recipes and on the command line: {@code reference} or {@code onednn}. */
  String name();

  /** The name, followed by what affects the results: library version and instruction set. */
  default String description() {
    return name();
  }

  /** Whether this engine supports a precision on this machine. */
  boolean supports(Precision precision);

  /**
   * The faster precision, f32 or bf16, for training a network on this machine.
   *
   * @param network the network to train
   * @param input the shape of one image
   */
  default PrecisionChoice preferred(Network network, Shape input) {
    return new PrecisionChoice(
        Precision.F32, "the %s engine has no fast bf16 on this machine".formatted(name()));
  }

  /** What multiplies matrices for optimisers. */
  default MatrixProduct matrixProduct() {
    return MatrixProduct.LOOPS;
  }

  /**
   * Creates a trainable model of a network, with all parameters zero.
   *
   * @param network the network
   * @param input the shape of one image
   * @param batch the usual batch size, which determines memory layouts; others work too
   * @param precision the precision to compute in
   * @throws IllegalArgumentException if the network does not fit the input shape, or the engine
   *     does not support the precision; the message says why
   */
  default Model compile(Network network, Shape input, int batch, Precision precision) {
    return compile(network, input, batch, precision, Set.of());
  }

  /**
   * Creates a trainable model some of whose parameters are frozen: no gradient is computed for
   * them, and the backward pass ends at the first layer that has one. A batch normalisation whose
   * scale and shift are frozen normalises with its running statistics, which then do not change.
   *
   * @param network the network
   * @param input the shape of one image
   * @param batch the usual batch size, which determines memory layouts; others work too
   * @param precision the precision to compute in
   * @param frozen the names of the frozen parameters; those of running statistics have no effect
   * @throws IllegalArgumentException if the network does not fit the input shape, or the engine
   *     does not support the precision; the message says why
   */
  Model compile(Network network, Shape input, int batch, Precision precision, Set<String> frozen);

  /**
   * Creates a trainable model for who exchanges gradients while the backward pass goes on: they
   * become whole as early as possible, which costs some time; see {@link Program#wholeAfter}. The
   * bits are those of the other models. An engine whose gradients all become whole at the end
   * creates a usual one.
   *
   * @param frozen the names of the frozen parameters
   * @param peers the processes over whose slices of a batch its training programs take the
   *     statistics of batch normalisations, all of which then run each of their passes at the same
   *     time, for they wait for each other; {@link Peers#NONE} for statistics of the own slice
   */
  default Model compileForExchange(
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Set<String> frozen,
      Peers peers) {
    if (peers.size() > 1) {
      throw new IllegalArgumentException(
          "the %s engine has no synchronised batch normalisation".formatted(name()));
    }
    return compile(network, input, batch, precision, frozen);
  }

  /**
   * Creates a model of a network for evaluation only, with all parameters zero. It has no gradients
   * and no training program, which would take much more memory and compile time.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the precision to compute in
   * @return a model whose {@link Model#training} throws and whose variables have no gradients
   * @throws IllegalArgumentException if the network does not fit the input shape, or the engine
   *     does not support the precision; the message says why
   */
  Model evaluator(Network network, Shape input, Precision precision);

  /**
   * Prepares a network with fixed parameters for thread-safe inference.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the precision to compute in
   * @param parameters the source of the parameters. It is read now, and again when a batch size is
   *     first needed whose kernels use another weight layout; closed with the inference, and if
   *     this throws
   * @throws IllegalArgumentException if the network does not fit the input shape, or the engine
   *     does not support the precision; the message says why
   * @throws java.io.UncheckedIOException if reading parameters fails
   */
  Inference inference(
      Network network, Shape input, Precision precision, ParameterSource parameters);
}
