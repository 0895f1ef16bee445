package fovea.engine.reference;

import fovea.engine.Mode;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network's variables, and the programs over them. */
final class ReferenceModel implements Model {

  private final Network network;
  private final Shape input;
  private final Precision precision;
  private final List<ReferenceVariable> variables;
  private final Map<Mode, Map<Integer, Program>> programs = new EnumMap<>(Mode.class);

  ReferenceModel(Network network, Shape input, Precision precision) {
    this.network = network;
    this.input = input;
    this.precision = precision;
    this.variables = network.parameters(input).stream().map(ReferenceVariable::new).toList();
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public Shape output() {
    return network.output(input);
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public List<Variable> variables() {
    return List.copyOf(variables);
  }

  @Override
  public Program training(int batch) {
    return program(Mode.TRAINING, batch);
  }

  @Override
  public Program evaluation(int batch) {
    return program(Mode.EVALUATION, batch);
  }

  @Override
  public Program attribution(int batch) {
    return program(Mode.ATTRIBUTION, batch);
  }

  private Program program(Mode mode, int batch) {
    return programs
        .computeIfAbsent(mode, each -> new HashMap<>())
        .computeIfAbsent(batch, size -> compile(mode, size));
  }

  private Program compile(Mode mode, int batch) {
    requirePositive(batch);
    return new ReferenceProgram(network, input, batch, mode, precision == Precision.F32, variables);
  }

  static void requirePositive(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is %d: it must be at least 1".formatted(batch));
    }
  }

  @Override
  public void close() {
    programs.clear();
  }
}
