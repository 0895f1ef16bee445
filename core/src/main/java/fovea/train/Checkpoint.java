package fovea.train;

import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves and loads checkpoints as safetensors files: the network's parameters under PyTorch's names,
 * the optimiser's state under {@code optimizer.*}, and the trainer's state in the metadata.
 */
public final class Checkpoint {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

  private static final String OPTIMIZER = "optimizer.";

  /** PyTorch counts the batches that a batch normalisation has seen; nothing depends on it here. */
  private static final String BATCH_COUNTER = ".num_batches_tracked";

  /** Which values of a parameter to load. */
  public enum Weights {
    /** Those under the parameter's own name. */
    PLAIN(""),
    /** The moving average that {@link WeightAveraging} keeps beside the current weights. */
    AVERAGED(OPTIMIZER + WeightAveraging.NAME + ".");

    private final String prefix;

    Weights(String prefix) {
      this.prefix = prefix;
    }

    /** The name of a parameter's tensor. */
    String tensor(String parameter) {
      return prefix + parameter;
    }
  }

  private Checkpoint() {}

  /**
   * Writes a checkpoint atomically.
   *
   * @param extra further entries of the metadata
   * @throws IOException if it cannot be written; an existing file is then left unchanged
   */
  public static void save(
      Path file, Model model, Optimizer optimizer, TrainerState state, Map<String, String> extra)
      throws IOException {
    List<Safetensors.Entry> tensors = new ArrayList<>();
    for (Variable variable : model.variables()) {
      tensors.add(entry(variable.parameter().name(), variable, variable.values()));
    }
    for (Optimizer.State tensor : optimizer.state()) {
      tensors.add(entry(name(tensor), tensor.variable(), tensor.values()));
    }
    Map<String, String> metadata = new LinkedHashMap<>(extra);
    metadata.put("format", "pt");
    metadata.put("fovea.network", model.network().name());
    metadata.putAll(state.texts());
    Safetensors.write(file, metadata, tensors);
  }

  private static Safetensors.Entry entry(String name, Variable variable, FloatBuffer values) {
    return new Safetensors.Entry(name, variable.parameter().dims(), () -> variable.read(values));
  }

  private static String name(Optimizer.State state) {
    return OPTIMIZER + state.name() + "." + state.variable().parameter().name();
  }

  /**
   * Loads a model's variables from a file, ignoring optimiser state. If it fails, no variable is
   * changed.
   *
   * @throws IOException if the file cannot be read, is damaged, or is of another network, or if a
   *     parameter is not finite
   */
  public static void loadModel(Path file, Model model) throws IOException {
    loadModel(file, model, Weights.PLAIN);
  }

  /**
   * Loads a model's variables from a file. If it fails, no variable is changed.
   *
   * @param weights which values to load
   * @throws IOException if the file cannot be read, is damaged, is of another network or lacks
   *     these values, or if a parameter is not finite
   */
  public static void loadModel(Path file, Model model, Weights weights) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      requireNoUnknown(file, reader, names(targets(model)));
      List<Target> targets = new ArrayList<>();
      for (Target each : targets(model)) {
        targets.add(new Target(weights.tensor(each.name()), each.variable(), each.values()));
      }
      load(file, reader, targets);
    }
  }

  /**
   * Reads the state of the trainer when a checkpoint was saved.
   *
   * @throws IOException if the file cannot be read, is damaged, or has no such state
   */
  public static TrainerState state(Path file) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      return state(file, reader.metadata());
    }
  }

  /**
   * Opens a file as a source of a network's parameters, ignoring optimiser state. Parameters are
   * read on demand; the file stays open until the source is closed.
   *
   * @param network the network whose parameters the file must have
   * @param input the shape of the network's input
   * @throws IOException if the file cannot be read, is damaged, or is of another network, or if a
   *     parameter is not finite
   */
  public static ParameterSource parameters(Path file, Network network, Shape input)
      throws IOException {
    return parameters(file, network, input, Weights.PLAIN);
  }

  /**
   * Opens a file as a source of a network's parameters, read on demand.
   *
   * @param network the network whose parameters the file must have
   * @param input the shape of the network's input
   * @param weights which values to read
   * @throws IOException if the file cannot be read, is damaged, is of another network or lacks
   *     these values, or if a parameter is not finite
   */
  public static ParameterSource parameters(Path file, Network network, Shape input, Weights weights)
      throws IOException {
    return CheckpointParameters.open(file, network.parameters(input), weights);
  }

  /**
   * Loads a model's variables and an optimiser's state from a file. If it fails, nothing is
   * changed.
   *
   * @return the state of the trainer when the checkpoint was saved
   * @throws IOException if the file cannot be read, is damaged, or is of another network or another
   *     optimiser
   */
  public static TrainerState load(Path file, Model model, Optimizer optimizer) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      TrainerState state = state(file, reader.metadata());
      List<Target> targets = targets(model);
      requireNoUnknown(file, reader, names(targets));
      for (Optimizer.State tensor : optimizer.state()) {
        targets.add(new Target(name(tensor), tensor.variable(), tensor.values()));
      }
      requireSameOptimizer(file, reader, targets);
      load(file, reader, targets);
      return state;
    }
  }

  private record Target(String name, Variable variable, FloatBuffer values) {}

  private static List<Target> targets(Model model) {
    List<Target> targets = new ArrayList<>();
    for (Variable variable : model.variables()) {
      targets.add(new Target(variable.parameter().name(), variable, variable.values()));
    }
    return targets;
  }

  private static Set<String> names(List<Target> targets) {
    return targets.stream().map(Target::name).collect(Collectors.toSet());
  }

  /**
   * Checks that a file has no parameters other than those of a network. PyTorch's counters of
   * batches are skipped, which is logged.
   */
  static void requireNoUnknown(Path file, SafetensorsReader reader, Set<String> parameters)
      throws IOException {
    List<String> skipped = new ArrayList<>();
    for (String name : reader.names()) {
      if (name.endsWith(BATCH_COUNTER)) {
        skipped.add(name);
      } else if (!isOptimizerState(name) && !parameters.contains(name)) {
        throw new IOException(
            file + " has a tensor " + name + " that the network lacks: it is of another network");
      }
    }
    if (!skipped.isEmpty()) {
      LOG.info("{}: not used: {}", file, String.join(", ", skipped));
    }
  }

  /**
   * Checks that values of a parameter are finite. A ReLU turns NaN into 0, so that a network with
   * such a parameter would still give plausible probabilities.
   *
   * @throws IOException if one is NaN or infinite
   */
  static void requireFinite(Path file, String name, FloatBuffer values) throws IOException {
    for (int i = values.position(); i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        throw new IOException(
            "%s: parameter %s has a value of %s: its training diverged, or the file was changed"
                .formatted(file, name, values.get(i)));
      }
    }
  }

  private static void requireSameOptimizer(
      Path file, SafetensorsReader reader, List<Target> targets) throws IOException {
    Set<String> wanted = new TreeSet<>();
    targets.stream().map(Target::name).filter(Checkpoint::isOptimizerState).forEach(wanted::add);
    Set<String> saved = new TreeSet<>();
    reader.names().stream().filter(Checkpoint::isOptimizerState).forEach(saved::add);
    for (String name : wanted) {
      if (!saved.contains(name)) {
        throw new IOException(file + " has no tensor " + name + ": it is of another optimiser");
      }
    }
    for (String name : saved) {
      if (!wanted.contains(name)) {
        throw new IOException(
            "%s has a tensor %s that the optimiser lacks: it is of another optimiser"
                .formatted(file, name));
      }
    }
  }

  /** Whether a tensor is the optimiser's and not a parameter of the network. */
  static boolean isOptimizerState(String name) {
    return name.startsWith(OPTIMIZER);
  }

  private static void load(Path file, SafetensorsReader reader, List<Target> targets)
      throws IOException {
    List<float[]> values = new ArrayList<>();
    for (Target target : targets) {
      float[] read = reader.read(target.name(), target.variable().parameter().dims());
      requireFinite(file, target.name(), FloatBuffer.wrap(read));
      values.add(read);
    }
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).variable().write(values.get(i), targets.get(i).values());
    }
  }

  private static TrainerState state(Path file, Map<String, String> metadata) throws IOException {
    try {
      return new TrainerState(
          Long.parseLong(text(metadata, "fovea.seed")),
          Integer.parseInt(text(metadata, "fovea.epoch")),
          Integer.parseInt(text(metadata, "fovea.batch")),
          Long.parseLong(text(metadata, "fovea.step")),
          Double.parseDouble(text(metadata, "fovea.loss_sum")),
          Long.parseLong(text(metadata, "fovea.correct")),
          Long.parseLong(text(metadata, "fovea.images")),
          Double.parseDouble(text(metadata, "fovea.best_accuracy")),
          Integer.parseInt(
              metadata.getOrDefault("fovea.best_epoch", text(metadata, "fovea.epoch"))),
          Integer.parseInt(metadata.getOrDefault("fovea.drops", "0")),
          Integer.parseInt(metadata.getOrDefault("fovea.last_drop", "0")));
    } catch (NumberFormatException e) {
      throw new IOException(
          file + " has no training state: it holds parameters only and cannot be resumed", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, String> metadata, String key) {
    return metadata.getOrDefault(key, "");
  }
}
