package fovea.engine;

import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A network with live parameters, and the programs that share them. It is to be used on the thread
 * that made it; {@link Inference} is for several.
 *
 * <p>Training programs are kept. Of the others only a few are, those of the batch sizes that were
 * asked for last: a program of an earlier one is closed, and refuses to be used.
 */
public final class Model implements AutoCloseable {

  /** How many programs that do not train are kept. */
  static final int MOST_KEPT = 4;

  private final Network network;
  private final Shape input;
  private final Precision precision;
  private final boolean trains;
  private final Supplier<List<Variable>> variables;
  private final Programs programs;
  private final List<Program> training = new ArrayList<>();
  private final List<Program> others = new ArrayList<>(); // used last, last
  private boolean closed;

  /**
   * For engines.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the numbers to compute in
   * @param trains whether there are training programs
   * @param variables gives every parameter, in the order of {@link Network#parameters}
   * @param programs makes the programs; closed with the model
   */
  public Model(
      Network network,
      Shape input,
      Precision precision,
      boolean trains,
      Supplier<List<Variable>> variables,
      Programs programs) {
    this.network = network;
    this.input = input;
    this.precision = precision;
    this.trains = trains;
    this.variables = variables;
    this.programs = programs;
  }

  public Network network() {
    return network;
  }

  /** The shape of one image before the network. */
  public Shape input() {
    return input;
  }

  /** The shape of one image's result. */
  public Shape output() {
    return network.output(input);
  }

  public Precision precision() {
    return precision;
  }

  /** Every parameter, in the order of {@link Network#parameters}; running statistics included. */
  public List<Variable> variables() {
    return variables.get();
  }

  /**
   * Gives every parameter the value that a training starts from.
   *
   * @param seed what random numbers depend on
   */
  public void initialize(Initialization initialization, long seed) {
    for (Variable variable : variables()) {
      variable.write(initialization.values(variable.parameter(), seed), variable.values());
    }
  }

  /**
   * The program that trains on batches of a size; made at the first call, the same one afterwards.
   * Batch normalisation uses the batch's statistics and records running ones; dropout drops.
   *
   * @throws IllegalArgumentException if a batch normalisation would see one number a channel, whose
   *     variance says nothing, or the batch is below 1
   * @throws IllegalStateException if this model never trains, or is closed
   */
  public Program training(int batch) {
    if (!trains) {
      throw new IllegalStateException(
          "this model never trains: it was made by Engine.evaluator, not by Engine.compile");
    }
    int index = find(training, Mode.TRAINING, batch);
    if (index >= 0) {
      return training.get(index);
    }
    Program compiled = compile(Mode.TRAINING, batch);
    training.add(compiled);
    return compiled;
  }

  /**
   * The program that evaluates batches of a size; made at the first call, the same one as long as
   * it is kept. Batch normalisation uses running statistics; dropout is the identity. It has no
   * backward pass.
   *
   * @throws IllegalArgumentException if the batch is below 1
   * @throws IllegalStateException if this model is closed
   */
  public Program evaluation(int batch) {
    return other(Mode.EVALUATION, batch);
  }

  /**
   * The program that tells how much each number of an image moves the outputs; made at the first
   * call, the same one as long as it is kept. Its forward pass is that of {@link #evaluation}; its
   * backward pass computes {@link Program#inputGradient} (the saliency of Simonyan, Vedaldi and
   * Zisserman 2013, section 3.1) and leaves the gradients of the parameters alone.
   *
   * @throws IllegalArgumentException if the batch is below 1
   * @throws IllegalStateException if this model is closed
   */
  public Program attribution(int batch) {
    return other(Mode.ATTRIBUTION, batch);
  }

  private Program other(Mode mode, int batch) {
    int index = find(others, mode, batch);
    Program program = index >= 0 ? others.remove(index) : compile(mode, batch);
    if (others.size() == MOST_KEPT) {
      others.remove(0).close();
    }
    others.add(program);
    return program;
  }

  /** Without a map, whose keys would be objects: this is asked for in every step. */
  private static int find(List<Program> programs, Mode mode, int batch) {
    for (int i = 0; i < programs.size(); i++) {
      if (programs.get(i).mode() == mode && programs.get(i).batch() == batch) {
        return i;
      }
    }
    return -1;
  }

  private Program compile(Mode mode, int batch) {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is %d: it must be at least 1".formatted(batch));
    }
    return programs.compile(mode, batch);
  }

  /** Frees the parameters and all programs, none of which can be used any more. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      training.forEach(Program::close);
      others.forEach(Program::close);
      training.clear();
      others.clear();
      programs.close();
    }
  }
}
