package fovea.pretrained;

import fovea.engine.Model;
import fovea.engine.Variable;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.recipe.RecipeException;
import fovea.train.Checkpoint;
import fovea.train.SafetensorsReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tensor of a file each parameter of a network starts with. The head, which is the last layer
 * with parameters, is new if the file has none, or one for other classes; everything else must fit.
 */
final class WeightMatch {

  private static final Logger LOG = LoggerFactory.getLogger(WeightMatch.class);

  private final WeightsFile file;
  private final WeightNames names;
  private final Network network;
  private final List<Parameter> parameters;
  private final String head;
  private final boolean newHead;

  private WeightMatch(
      WeightsFile file,
      WeightNames names,
      Network network,
      List<Parameter> parameters,
      List<String> classes) {
    this.file = file;
    this.names = names;
    this.network = network;
    this.parameters = parameters;
    head = layer(parameters.get(parameters.size() - 1).name());
    boolean sameClasses =
        file.provenance().map(each -> each.info().classes().equals(classes)).orElse(true);
    newHead = !sameClasses || parameters.stream().anyMatch(each -> isHead(each) && !fits(each));
  }

  /**
   * Matches a file with a network.
   *
   * @param input the shape of the network's input
   * @param classes the names of the classes to be learned
   * @throws RecipeException if parameters other than those of the head do not fit; the message
   *     lists them all
   */
  static WeightMatch of(WeightsFile file, Network network, Shape input, List<String> classes) {
    List<Parameter> parameters = network.parameters(input);
    WeightNames best = null;
    long most = -1;
    for (WeightNames each : WeightNames.of(network)) {
      long found =
          parameters.stream()
              .filter(parameter -> file.shapes().containsKey(each.tensor(parameter.name())))
              .count();
      if (found > most) {
        most = found;
        best = each;
      }
    }
    WeightMatch match = new WeightMatch(file, best, network, parameters, classes);
    match.requireFit();
    return match;
  }

  private static String layer(String parameter) {
    return parameter.substring(0, parameter.lastIndexOf('.'));
  }

  private boolean isHead(Parameter parameter) {
    return layer(parameter.name()).equals(head);
  }

  /** Whether the file has a parameter, in its shape or in that of a convolution in its place. */
  private boolean fits(Parameter parameter) {
    List<Integer> shape = file.shapes().get(names.tensor(parameter.name()));
    return shape != null
        && (shape.equals(parameter.dims())
            || (flat(shape).equals(flat(parameter.dims()))
                && Math.min(shape.size(), parameter.dims().size()) <= 2));
  }

  /** The shape of a linear layer's weights that has these values in the same order. */
  private static List<Long> flat(List<Integer> shape) {
    long rest = shape.stream().skip(1).mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    return shape.isEmpty() ? List.of() : List.of((long) shape.get(0), rest);
  }

  private void requireFit() {
    Map<String, List<String>> mismatches = new LinkedHashMap<>();
    Set<String> used = new HashSet<>();
    for (Parameter parameter : parameters) {
      String tensor = names.tensor(parameter.name());
      used.add(tensor);
      if ((isHead(parameter) && newHead) || fits(parameter)) {
        continue;
      }
      List<Integer> shape = file.shapes().get(tensor);
      String kind =
          shape == null
              ? "the file has no"
              : "%s in the file, %s in the network:".formatted(by(shape), by(parameter.dims()));
      mismatches.computeIfAbsent(kind, key -> new ArrayList<>()).add(parameter.name());
    }
    for (String tensor : new TreeMap<>(file.shapes()).keySet()) {
      if (!used.contains(tensor)) {
        mismatches.computeIfAbsent("the network has no", key -> new ArrayList<>()).add(tensor);
      }
    }
    if (!mismatches.isEmpty()) {
      throw new RecipeException(
          "init is '%s', whose weights are not those of %s: %s"
              .formatted(
                  file.name(),
                  network.name(),
                  mismatches.entrySet().stream()
                      .map(each -> each.getKey() + " " + String.join(", ", each.getValue()))
                      .collect(Collectors.joining("; "))));
    }
  }

  private static String by(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }

  /** Logs what is taken from the file, and what is not. */
  void log() {
    String source = names.whose().startsWith("the") ? "" : ", in " + names.whose() + " names";
    if (newHead) {
      LOG.info(
          "{} starts with the weights of {}{}; its last layer, {}, is new",
          network.name(),
          file.name(),
          source,
          head);
    } else {
      LOG.info("{} starts with the weights of {}{}", network.name(), file.name(), source);
    }
  }

  /**
   * Writes the file's values into a model, and random ones into a new head.
   *
   * @param seed the random seed
   * @throws IOException if the file cannot be read, or a value is not finite
   */
  void write(Model model, long seed) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file.path())) {
      for (Variable variable : model.variables()) {
        Parameter parameter = variable.parameter();
        variable.write(
            newHead && isHead(parameter)
                ? Initialization.PYTORCH.values(parameter, seed)
                : read(reader, parameter),
            variable.values());
      }
    }
  }

  private float[] read(SafetensorsReader reader, Parameter parameter) throws IOException {
    String tensor = names.tensor(parameter.name());
    float[] values = reader.read(file.prefix() + tensor, file.shapes().get(tensor));
    Checkpoint.requireFinite(file.path(), tensor, FloatBuffer.wrap(values));
    return values;
  }
}
