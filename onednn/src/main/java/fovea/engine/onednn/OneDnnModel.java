package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;

/** A network's variables and the programs that share them. */
final class OneDnnModel implements Model {

  private final Library library;
  private final Network network;
  private final Shape input;
  private final Precision precision;
  private final Arena arena = new Arena();
  private final Variables variables;
  private final List<OneDnnProgram> programs = new ArrayList<>();

  OneDnnModel(Library library, Network network, Shape input, int batch, Precision precision) {
    this.library = library;
    this.network = network;
    this.input = input;
    this.precision = precision;
    this.variables = new Variables(library, arena, network.parameters(input));
    training(batch); // the first program decides the layouts of the variables
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
    return new ArrayList<>(variables.all());
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

  /** Without a map, whose keys would be objects: this is asked for in every step. */
  private Program program(Mode mode, int batch) {
    for (int i = 0; i < programs.size(); i++) {
      OneDnnProgram program = programs.get(i);
      if (program.mode() == mode && program.batch() == batch) {
        return program;
      }
    }
    OneDnnProgram compiled = compile(mode, batch);
    programs.add(compiled);
    return compiled;
  }

  private OneDnnProgram compile(Mode mode, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is %d: it must be at least 1".formatted(batch));
    }
    return Compiler.compile(library, arena, variables, network, input, batch, precision, mode);
  }

  @Override
  public void close() {
    programs.clear();
    arena.close();
  }
}
