package fovea.engine;

import fovea.nn.Network;
import fovea.nn.Shape;

/** Runs networks. A {@link Model} is for the thread that made it, an {@link Inference} for any. */
public interface Engine {

  /** Its name in recipes and on the command line: {@code reference} or {@code onednn}. */
  String name();

  /** Its name, and what its results depend on: library version and instruction set. */
  default String description() {
    return name();
  }

  /** Whether it can compute in a precision on this machine. */
  boolean supports(Precision precision);

  /**
   * The precision in which it trains a network fastest on this machine, of those that a training
   * takes: f32 and bf16.
   *
   * @param network what is to be trained
   * @param input the shape of one image
   */
  default PrecisionChoice preferred(Network network, Shape input) {
    return new PrecisionChoice(
        Precision.F32, "the %s engine has no fast bf16 on this machine".formatted(name()));
  }

  /**
   * Gives a network live parameters, all zero, laid out for one input shape and usual batch size.
   *
   * @param network the network
   * @param input the shape of one image
   * @param batch the batch size that most programs will have; others work too
   * @param precision the numbers to compute in
   * @throws IllegalArgumentException if the network cannot take such an input, or the engine lacks
   *     the precision; the message says why
   */
  Model compile(Network network, Shape input, int batch, Precision precision);

  /**
   * Gives a network live parameters, all zero, to be evaluated but never trained: without
   * gradients, and without a training program, which takes much more memory and time to make than
   * others.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the numbers to compute in
   * @return a model whose {@link Model#training} throws, and whose variables have no gradients
   * @throws IllegalArgumentException if the network cannot take such an input, or the engine lacks
   *     the precision; the message says why
   */
  Model evaluator(Network network, Shape input, Precision precision);

  /**
   * Makes a network with fixed parameters ready for inference, on any thread.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the numbers to compute in
   * @param parameters where the parameters are read from, now and when a batch size is first needed
   *     whose kernels take weights in another form; closed with the inference, and if this throws
   * @throws IllegalArgumentException if the network cannot take such an input, or the engine lacks
   *     the precision; the message says why
   * @throws java.io.UncheckedIOException if reading parameters fails
   */
  Inference inference(
      Network network, Shape input, Precision precision, ParameterSource parameters);
}
