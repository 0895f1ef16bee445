package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Suggestion;
import fovea.nn.Summary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The parameters that a recipe freezes, by its key {@code freeze}. An entry is the name of a layer,
 * the beginning of names up to a dot ({@code layer1} for {@code layer1.0} and {@code layer1.1}), or
 * the name of a single parameter ({@code conv1.weight}); {@code ..} before it freezes everything up
 * to there.
 */
public final class FrozenParameters {

  private static final String UP_TO = "..";

  private FrozenParameters() {}

  /**
   * The names of the frozen parameters.
   *
   * @param entries the values of the key
   * @param input the shape of the network's input
   * @throws RecipeException if an entry names nothing of the network, or nothing is left to train
   */
  public static Set<String> of(List<String> entries, Network network, Shape input) {
    List<Parameter> learned =
        network.parameters(input).stream().filter(Parameter::learned).toList();
    List<String> layers =
        Summary.of(network, input).rows().stream().map(Summary.Row::name).toList();
    Set<String> frozen = new LinkedHashSet<>();
    for (String entry : entries) {
      boolean upTo = entry.startsWith(UP_TO);
      String name = upTo ? entry.substring(UP_TO.length()) : entry;
      int last = lastIndex(layers, name);
      if (last < 0 && learned.stream().noneMatch(each -> each.name().equals(name))) {
        throw unknown(entry, name, network, layers);
      }
      List<String> named = named(learned, name);
      if (named.isEmpty() && !upTo) {
        throw new RecipeException("freeze has '%s': it has no parameters".formatted(entry));
      }
      frozen.addAll(upTo ? before(learned, named, layers, last) : named);
    }
    if (!frozen.isEmpty() && frozen.size() == learned.size()) {
      throw new RecipeException("freeze is %s: nothing is left to train".formatted(entries));
    }
    return frozen;
  }

  private static boolean covers(String entry, String name) {
    return name.equals(entry) || name.startsWith(entry + ".");
  }

  private static int lastIndex(List<String> layers, String entry) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (covers(entry, layers.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> named(List<Parameter> learned, String entry) {
    return learned.stream().map(Parameter::name).filter(name -> covers(entry, name)).toList();
  }

  /** The parameters up to the last one of an entry, or of the layer with this index. */
  private static List<String> before(
      List<Parameter> learned, List<String> named, List<String> layers, int last) {
    List<String> names = learned.stream().map(Parameter::name).toList();
    if (!named.isEmpty()) {
      return names.subList(0, names.indexOf(named.get(named.size() - 1)) + 1);
    }
    List<String> front = layers.subList(0, last + 1);
    return names.stream()
        .filter(name -> front.stream().anyMatch(layer -> covers(layer, name)))
        .toList();
  }

  private static RecipeException unknown(
      String entry, String name, Network network, List<String> layers) {
    List<String> known = new ArrayList<>(layers);
    network.layers().forEach(layer -> known.add(layer.name()));
    return new RecipeException(
        "freeze has '%s': %s has no layer %s%s"
            .formatted(
                entry,
                network.name(),
                name,
                Suggestion.nearest(name, known)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("")));
  }
}
