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

/**
 * The state of a training in a safetensors file: the network's parameters under PyTorch's names,
 * what the optimiser remembers under {@code optimizer.*}, and the position in the header's texts.
 */
public final class Checkpoint {

  private static final String OPTIMIZER = "optimizer.";

  private Checkpoint() {}

  /**
   * Writes a checkpoint, whole or not at all.
   *
   * @param texts what else to note in the header
   * @throws IOException if it cannot be written; what was there before is then untouched
   */
  public static void save(
      Path file, Model model, Optimizer optimizer, Position position, Map<String, String> texts)
      throws IOException {
    List<Safetensors.Entry> tensors = new ArrayList<>();
    for (Variable variable : model.variables()) {
      tensors.add(entry(variable.parameter().name(), variable, variable.values()));
    }
    for (Optimizer.State state : optimizer.state()) {
      tensors.add(entry(name(state), state.variable(), state.values()));
    }
    Map<String, String> metadata = new LinkedHashMap<>(texts);
    metadata.put("format", "pt");
    metadata.put("fovea.network", model.network().name());
    metadata.put("fovea.seed", Long.toString(position.seed()));
    metadata.put("fovea.epoch", Integer.toString(position.epoch()));
    metadata.put("fovea.batch", Integer.toString(position.batch()));
    metadata.put("fovea.step", Long.toString(position.step()));
    metadata.put("fovea.loss_sum", Double.toHexString(position.lossSum()));
    metadata.put("fovea.correct", Long.toString(position.correct()));
    metadata.put("fovea.images", Long.toString(position.images()));
    metadata.put("fovea.best_accuracy", Double.toString(position.bestAccuracy()));
    metadata.put("fovea.best_epoch", Integer.toString(position.bestEpoch()));
    metadata.put("fovea.drops", Integer.toString(position.drops()));
    metadata.put("fovea.last_drop", Integer.toString(position.lastDrop()));
    Safetensors.write(file, metadata, tensors);
  }

  private static Safetensors.Entry entry(String name, Variable variable, FloatBuffer values) {
    return new Safetensors.Entry(name, variable.parameter().dims(), () -> variable.read(values));
  }

  private static String name(Optimizer.State state) {
    return OPTIMIZER + state.name() + "." + state.variable().parameter().name();
  }

  /**
   * Fills a model's variables from a file; what an optimiser remembered is passed over. Nothing is
   * changed unless all of them are there.
   *
   * @throws IOException if the file is damaged or of another network
   */
  public static void loadModel(Path file, Model model) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      List<Target> targets = targets(model);
      requireNoOther(file, reader, names(targets));
      load(reader, targets);
    }
  }

  /**
   * The parameters in a file, to be read piece by piece; the file stays open. What an optimiser
   * remembered is passed over.
   *
   * @param network the network whose parameters they must be
   * @param input the shape of its images
   * @throws IOException if the file is damaged or of another network
   */
  public static ParameterSource parameters(Path file, Network network, Shape input)
      throws IOException {
    return CheckpointParameters.open(file, network.parameters(input));
  }

  /**
   * Fills a model's variables and an optimiser's memory from a file. Nothing is changed unless all
   * of it is there.
   *
   * @return where the training stood
   * @throws IOException if the file is damaged, of another network, or of another optimiser
   */
  public static Position load(Path file, Model model, Optimizer optimizer) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      Position position = position(file, reader.metadata());
      List<Target> targets = targets(model);
      requireNoOther(file, reader, names(targets));
      for (Optimizer.State state : optimizer.state()) {
        targets.add(new Target(name(state), state.variable(), state.values()));
      }
      requireSameOptimizer(file, reader, targets);
      load(reader, targets);
      return position;
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

  /** Checks that a file has no parameters but those of a network. */
  static void requireNoOther(Path file, SafetensorsReader reader, Set<String> parameters)
      throws IOException {
    for (String name : reader.names()) {
      if (!isOptimizers(name) && !parameters.contains(name)) {
        throw new IOException(
            file + " has a tensor " + name + " that the network lacks: it is of another network");
      }
    }
  }

  private static void requireSameOptimizer(
      Path file, SafetensorsReader reader, List<Target> targets) throws IOException {
    Set<String> wanted = new TreeSet<>();
    targets.stream().map(Target::name).filter(Checkpoint::isOptimizers).forEach(wanted::add);
    Set<String> saved = new TreeSet<>();
    reader.names().stream().filter(Checkpoint::isOptimizers).forEach(saved::add);
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

  private static boolean isOptimizers(String name) {
    return name.startsWith(OPTIMIZER);
  }

  private static void load(SafetensorsReader reader, List<Target> targets) throws IOException {
    List<float[]> values = new ArrayList<>();
    for (Target target : targets) {
      values.add(reader.read(target.name(), target.variable().parameter().dims()));
    }
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).variable().write(values.get(i), targets.get(i).values());
    }
  }

  private static Position position(Path file, Map<String, String> metadata) throws IOException {
    try {
      return new Position(
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
          file + " has no training position: it holds parameters only and cannot be resumed", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, String> metadata, String key) {
    return metadata.getOrDefault(key, "");
  }
}
