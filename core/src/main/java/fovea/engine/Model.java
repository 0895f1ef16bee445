package fovea.engine;

import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A network with its parameters, and the programs that share them. It must be used on the thread
 * that created it; see {@link Inference} for several threads.
 *
 * <p>Training programs are kept until the model is closed. Of the others, only the few most
 * recently requested are kept: older ones are closed and can no longer be used.
 */
public final class Model implements AutoCloseable {

  /** The maximum number of non-training programs kept. */
  static final int MAX_KEPT = 4;

  private final Network network;
  private final Shape input;
  private final Precision precision;
  private final boolean trains;
  private final Supplier<List<Variable>> variables;
  private final Programs programs;
  private final List<Program> training = new ArrayList<>();
  private final List<Program> others = new ArrayList<>(); // least recently used first
  private boolean closed;

  /**
   * For engines.
   *
   * @param network the network
   * @param input the shape of one image
   * @param precision the precision to compute in
   * @param trains whether the model can be trained
   * @param variables supplies all variables, in the order of {@link Network#parameters}
   * @param programs compiles the programs; closed with the model
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

  /** The input shape of one image. */
  public Shape input() {
    return input;
  }

  /** The output shape of one image. */
  public Shape output() {
    return network.output(input);
  }

  public Precision precision() {
    return precision;
  }

  /** All variables, including running statistics, in the order of {@link Network#parameters}. */
  public List<Variable> variables() {
    return variables.get();
  }

  /**
   * Sets all parameters to their initial values.
   *
   * @param seed the random seed
   */
  public void initialize(Initialization initialization, long seed) {
    for (Variable variable : variables()) {
      variable.write(initialization.values(variable.parameter(), seed), variable.values());
    }
  }

  /**
   * Sets all parameters to those of the same names in another model, which may be of another engine
   * and have more.
   *
   * @throws IllegalArgumentException if the other model lacks a parameter
   */
  public void copyParameters(Model other) {
    Map<String, Variable> sources =
        other.variables().stream()
            .collect(
                Collectors.toMap(variable -> variable.parameter().name(), Function.identity()));
    for (Variable target : variables()) {
      Variable source = sources.get(target.parameter().name());
      if (source == null) {
        throw new IllegalArgumentException(
            "the network has no parameter " + target.parameter().name());
      }
      target.write(source.read(source.values()), target.values());
    }
  }

  /**
   * The training program for a batch size, compiled on the first call. Batch normalisation uses
   * batch statistics and updates the running statistics; dropout is active.
   *
   * @throws IllegalArgumentException if the batch is below 1, or if a batch normalisation would
   *     have a single value per channel, whose variance is undefined
   * @throws IllegalStateException if the model is for evaluation only, or closed
   */
  public Program training(int batch) {
    if (!trains) {
      throw new IllegalStateException(
          "this model is for evaluation only: it was created by Engine.evaluator, not by"
              + " Engine.compile");
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
   * The evaluation program for a batch size, compiled if it is not kept. Batch normalisation uses
   * running statistics; dropout is the identity. There is no backward pass.
   *
   * @throws IllegalArgumentException if the batch is below 1
   * @throws IllegalStateException if the model is closed
   */
  public Program evaluation(int batch) {
    return other(Mode.EVALUATION, batch);
  }

  /**
   * The program for the gradient of the outputs with respect to the image, compiled if it is not
   * kept. Its forward pass computes what that of {@link #evaluation} does; its backward pass
   * computes {@link Program#inputGradient} (the saliency of Simonyan, Vedaldi and Zisserman 2013,
   * section 3.1) and no parameter gradients. Kernels are chosen such that the gradient of a pixel
   * on which an output does not depend is exactly 0.
   *
   * @throws IllegalArgumentException if the batch is below 1
   * @throws IllegalStateException if the model is closed
   */
  public Program attribution(int batch) {
    return other(Mode.ATTRIBUTION, batch);
  }

  private Program other(Mode mode, int batch) {
    int index = find(others, mode, batch);
    Program program = index >= 0 ? others.remove(index) : compile(mode, batch);
    if (others.size() == MAX_KEPT) {
      others.remove(0).close();
    }
    others.add(program);
    return program;
  }

  /** A linear search, since the keys of a map would be allocated in every step. */
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
      throw new IllegalArgumentException("batch is %s: it must be at least 1".formatted(batch));
    }
    return programs.compile(mode, batch);
  }

  /** Frees the parameters and closes all programs. */
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
