package fovea.interchange;

import fovea.data.ChannelNormalization;
import fovea.interchange.Step.Affine;
import fovea.interchange.Step.Weighted;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.LayerScale;
import fovea.nn.Layers;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Parameter;
import fovea.nn.Residual;
import fovea.nn.Scale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes layers of the paths through an ONNX graph. Layers keep the names of their nodes if all of a
 * path are valid in a network's text; otherwise they get Fovea's usual ones.
 */
final class GraphLayers {

  private static final int DEEPEST = 8;
  private static final int MOST = 10_000;
  private static final int LONGEST_NAME = 64;

  private final GraphReader graph;
  private int count;

  GraphLayers(GraphReader graph) {
    this.graph = graph;
  }

  /**
   * A list of layers with their parameters.
   *
   * @param parameters the constants by the name of the parameter
   */
  record Path(List<Named> layers, Map<String, Operand> parameters) {}

  /** A layer before it has its final name. */
  private record Part(String name, Layer layer, Map<String, Operand> parameters) {}

  /** The nodes between two tensors, in order, without those that do nothing. */
  private List<String> between(String from, String to) {
    List<String> tensors = new ArrayList<>();
    for (String each = to; !each.equals(from); each = graph.before(each)) {
      if (!GraphReader.passes(graph.step(each))) {
        tensors.add(each);
      }
    }
    Collections.reverse(tensors);
    return tensors;
  }

  /**
   * The normalisation of the image that a graph begins with, and the layers after it.
   *
   * @param channels the channels of the image
   * @param range the largest value of the graph's image: 1 or 255
   */
  Whole whole(String input, String output, int channels, int range) throws IOException {
    List<String> tensors = between(input, output);
    int first = 0;
    Normalizing normalizing = new Normalizing(channels, range);
    while (first < tensors.size()
        && graph.step(tensors.get(first)).kind() instanceof Affine affine
        && affine.normalizes(channels)) {
      normalizing.apply(graph.step(tensors.get(first)).name(), affine);
      first++;
    }
    if (first == tensors.size()) {
      throw new IOException("it has no layer");
    }
    Path path = named(parts(tensors.subList(first, tensors.size()), 0), "");
    return new Whole(normalizing.channels(), path);
  }

  /**
   * A whole graph.
   *
   * @param normalization of images with values from 0 to 1
   */
  record Whole(ChannelNormalization normalization, Path path) {}

  private List<Part> parts(List<String> tensors, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its sums are nested more than %s deep".formatted(DEEPEST));
    }
    List<Part> parts = new ArrayList<>();
    for (String tensor : tensors) {
      if (++count > MOST) {
        throw new IOException("it has more than %s layers".formatted(MOST));
      }
      Step step = graph.step(tensor);
      if (step.kind() instanceof Affine affine) {
        if (isScale(affine)) {
          parts.add(new Part(step.name(), new Scale(affine.value(0)), Map.of()));
        } else if (affine.isLayerScale()) {
          parts.add(new Part(step.name(), new LayerScale(), Map.of("", affine.factors())));
        } else {
          addBias(parts, step, affine);
        }
      } else if (step.kind() instanceof Weighted weighted) {
        parts.add(new Part(step.name(), weighted.layer(), weighted.parameters()));
      } else {
        parts.add(block(tensor, step, depth));
      }
    }
    return parts;
  }

  /** Whether it multiplies all values by one number. */
  private static boolean isScale(Affine affine) {
    Operand constant = affine.constant();
    return affine.scales()
        && constant.values().length == 1
        && constant.dims().size() <= 2
        && affine.value(0) != 0
        && Float.isFinite(affine.value(0));
  }

  private Part block(String tensor, Step step, int depth) throws IOException {
    String fork = graph.before(tensor);
    List<Part> body = parts(between(fork, step.inputs().get(0)), depth + 1);
    List<Part> shortcut = parts(between(fork, step.inputs().get(1)), depth + 1);
    if (body.isEmpty()) {
      List<Part> empty = body;
      body = shortcut;
      shortcut = empty;
    }
    if (body.isEmpty()) {
      throw new IOException("node %s (Add): it adds a tensor to itself".formatted(step.name()));
    }
    String prefix = step.name() + ".";
    List<Part> both = Stream.concat(body.stream(), shortcut.stream()).toList();
    boolean kept = areValid(names(both, prefix));
    Path first = kept ? renamed(body, names(body, prefix)) : renamed(body, usual(body));
    Path second = renamed(shortcut, kept ? names(shortcut, prefix) : numbered(shortcut.size()));
    Map<String, Operand> parameters = new LinkedHashMap<>(first.parameters());
    parameters.putAll(second.parameters());
    return new Part(step.name(), new Residual(first.layers(), second.layers()), parameters);
  }

  private static void addBias(List<Part> parts, Step step, Affine affine) throws IOException {
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    boolean bare =
        last != null
            && !affine.scales()
            && ((last.layer() instanceof Conv2d conv && !conv.bias())
                || (last.layer() instanceof Linear linear && !linear.bias()));
    if (!bare) {
      throw new IOException(
          "node %s: arithmetic with constants is known at the start, as normalisation, as the bias of a layer, and as one factor only"
              .formatted(step.name()));
    }
    boolean flat = last.layer() instanceof Linear;
    int outputs = flat ? ((Linear) last.layer()).features() : ((Conv2d) last.layer()).filters();
    List<Long> dims = affine.constant().dims();
    boolean row = dims.equals(List.of((long) outputs)) || dims.equals(List.of(1L, (long) outputs));
    boolean vector = flat || ((Conv2d) last.layer()).matrix();
    if (vector ? !row : !affine.constant().isPerChannel(outputs)) {
      throw new IOException(
          "node %s: its constant has the shape %s, which is not that of a bias of %s outputs"
              .formatted(step.name(), dims, outputs));
    }
    float[] bias = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      bias[i] = affine.value(i);
    }
    Map<String, Operand> parameters = new LinkedHashMap<>(last.parameters());
    parameters.put("bias", new Operand(List.of((long) outputs), bias));
    parts.set(parts.size() - 1, new Part(last.name(), biased(last.layer()), parameters));
  }

  private static Layer biased(Layer layer) {
    return layer instanceof Conv2d conv
        ? new Conv2d(
            conv.filters(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.dilation(),
            conv.groups(),
            true,
            conv.start(),
            conv.matrix())
        : new Linear(((Linear) layer).features(), true);
  }

  private static Path named(List<Part> parts, String prefix) {
    List<String> own = names(parts, prefix);
    return renamed(parts, areValid(own) ? own : usual(parts));
  }

  private static List<String> names(List<Part> parts, String prefix) {
    return parts.stream()
        .map(Part::name)
        .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toList();
  }

  private static List<String> usual(List<Part> parts) {
    return Layers.name(parts.stream().map(Part::layer).toList()).stream().map(Named::name).toList();
  }

  private static List<String> numbered(int size) {
    return Stream.iterate(0, i -> i + 1).limit(size).map(i -> "shortcut." + i).toList();
  }

  private static boolean areValid(List<String> names) {
    Set<String> taken = new HashSet<>();
    return names.stream()
        .allMatch(
            name ->
                name.length() <= LONGEST_NAME
                    && name.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?")
                    && !name.matches("(?i)residual|shortcut|repeat")
                    && taken.add(name));
  }

  private static Path renamed(List<Part> parts, List<String> names) {
    List<Named> layers = new ArrayList<>();
    Map<String, Operand> parameters = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String name = names.get(i);
      layers.add(new Named(name, parts.get(i).layer()));
      parts
          .get(i)
          .parameters()
          .forEach((each, value) -> parameters.put(Parameter.path(name, each), value));
    }
    return new Path(layers, parameters);
  }
}
