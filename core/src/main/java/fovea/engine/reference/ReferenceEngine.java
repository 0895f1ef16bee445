package fovea.engine.reference;

import fovea.engine.Engine;
import fovea.engine.Inference;
import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.Set;

/**
 * The reference engine: plain single-threaded loops in 64-bit arithmetic. With {@link
 * Precision#F32}, activations and gradients are rounded to 32-bit floats when they are stored. With
 * {@link Precision#F64}, only values in the float buffers of programs and variables are rounded.
 */
public final class ReferenceEngine implements Engine {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean supports(Precision precision) {
    return precision != Precision.BF16;
  }

  @Override
  public Model compile(
      Network network, Shape input, int batch, Precision precision, Set<String> frozen) {
    return compileForExchange(network, input, batch, precision, frozen, Peers.NONE);
  }

  @Override
  public Model compileForExchange(
      Network network,
      Shape input,
      int batch,
      Precision precision,
      Set<String> frozen,
      Peers peers) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is %s: it must be at least 1".formatted(batch));
    }
    return model(network, input, precision, true, frozen, peers);
  }

  @Override
  public Model evaluator(Network network, Shape input, Precision precision) {
    return model(network, input, precision, false, Set.of(), Peers.NONE);
  }

  private Model model(
      Network network,
      Shape input,
      Precision precision,
      boolean trains,
      Set<String> frozen,
      Peers peers) {
    require(precision);
    network.output(input); // throws, naming the layer, if the network does not accept the input
    ReferencePrograms programs =
        ReferencePrograms.live(network, input, precision, trains, frozen, peers);
    return new Model(network, input, precision, trains, programs::variables, programs);
  }

  @Override
  public Inference inference(
      Network network, Shape input, Precision precision, ParameterSource parameters) {
    try (parameters) {
      require(precision);
      network.output(input);
      return new Inference(
          network,
          input,
          precision,
          Runtime.getRuntime().availableProcessors(), // because each call runs on one thread
          ReferencePrograms.fixed(network, input, precision, parameters));
    }
  }

  private void require(Precision precision) {
    if (!supports(precision)) {
      throw new IllegalArgumentException(
          "precision is %s: the reference engine computes in f32 or f64"
              .formatted(precision.label()));
    }
  }
}
