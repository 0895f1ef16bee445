package fovea.engine;

import fovea.nn.Network;
import fovea.nn.Shape;

/** Runs networks. What it makes is to be used on the thread that made it. */
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
}
