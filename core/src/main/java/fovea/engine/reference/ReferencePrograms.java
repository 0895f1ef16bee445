package fovea.engine.reference;

import fovea.engine.Mode;
import fovea.engine.ParameterSource;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Programs;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.List;
import java.util.Set;

/** Compiles programs of a network that share its parameters: variables or fixed weights. */
final class ReferencePrograms implements Programs {

  private final Network network;
  private final Shape input;
  private final boolean singlePrecision;
  private final List<ReferenceVariable> variables;
  private final List<Weights> weights;
  private final Peers peers;

  private ReferencePrograms(
      Network network,
      Shape input,
      Precision precision,
      List<ReferenceVariable> variables,
      List<Weights> weights,
      Peers peers) {
    this.network = network;
    this.input = input;
    this.singlePrecision = precision == Precision.F32;
    this.variables = variables;
    this.weights = weights;
    this.peers = peers;
  }

  /**
   * Programs that share variables, for training or evaluation.
   *
   * @param trains whether the variables have gradients
   * @param frozen the names of those that have none nevertheless
   * @param peers the processes over which training takes the statistics of batch normalisations
   */
  static ReferencePrograms live(
      Network network,
      Shape input,
      Precision precision,
      boolean trains,
      Set<String> frozen,
      Peers peers) {
    List<ReferenceVariable> variables =
        network.parameters(input).stream()
            .map(
                parameter ->
                    new ReferenceVariable(parameter, trains && !frozen.contains(parameter.name())))
            .toList();
    return new ReferencePrograms(
        network,
        input,
        precision,
        variables,
        variables.stream().map(ReferenceVariable::weights).toList(),
        peers);
  }

  /** Programs that share fixed weights, which are read once and never change. */
  static ReferencePrograms fixed(
      Network network, Shape input, Precision precision, ParameterSource parameters) {
    List<Weights> weights =
        network.parameters(input).stream()
            .map(parameter -> Weights.read(parameter, parameters))
            .toList();
    return new ReferencePrograms(network, input, precision, List.of(), weights, Peers.NONE);
  }

  /** All variables, in the order of the network's parameters. */
  List<Variable> variables() {
    return List.copyOf(variables);
  }

  @Override
  public Program compile(Mode mode, int batch) {
    return new ReferencePasses(
            network, input, batch, mode, singlePrecision, variables, weights, peers)
        .program(batch);
  }

  /** Does nothing: all memory is garbage-collected. */
  @Override
  public void close() {}
}
