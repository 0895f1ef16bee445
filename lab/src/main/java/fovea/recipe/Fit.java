package fovea.recipe;

import fovea.lab.RecipeException;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Softmax;
import java.util.List;

/** Follows an image's shape through a network, and refuses the first layer that cannot take it. */
final class Fit {

  private final int classes;

  private long parameters;

  private Fit(int classes) {
    this.classes = classes;
  }

  /**
   * Refuses a network that cannot take an image, or does not give a number for each class.
   *
   * @throws RecipeException if it is so
   */
  static void require(List<Entry> entries, Shape input, int classes) {
    Fit fit = new Fit(classes);
    Shape output = fit.through(entries, "", input);
    Entry last = entries.get(entries.size() - 1);
    if (last.part().layer(classes) instanceof Softmax) {
      throw refuse(
          last, "", "is the last layer: leave it out, the loss and the predictions have their own");
    }
    if (!output.flat()) {
      throw refuse(
          last,
          "",
          "ends the network with feature maps of %s: add 'flatten' and 'linear classes' (%d here)"
              .formatted(output, classes));
    }
    if (output.channels() != classes) {
      throw refuse(
          lastWithWeights(entries, last),
          "",
          "makes the network give %d numbers for %d classes: its last layer must be 'linear %d' or 'linear classes'"
              .formatted(output.channels(), classes, classes));
    }
    if (fit.parameters == 0) {
      throw refuse(last, "", "ends a network with nothing to learn: add a conv or linear layer");
    }
  }

  private static Entry lastWithWeights(List<Entry> entries, Entry last) {
    Entry found = last;
    for (Entry entry : entries) {
      Layer layer = entry.part().layer(1);
      found = layer instanceof Linear || layer instanceof Conv2d ? entry : found;
    }
    return found;
  }

  private Shape through(List<Entry> entries, String prefix, Shape input) {
    Shape shape = input;
    for (Entry entry : entries) {
      shape =
          entry.part() instanceof Part.Block block
              ? through(entry, block, prefix, shape)
              : through(entry, entry.part().layer(classes), prefix, shape);
    }
    return shape;
  }

  private Shape through(Entry entry, Part.Block block, String prefix, Shape input) {
    String inside = prefix + entry.name() + ".";
    Shape body = through(block.body(), inside, input);
    Shape shortcut = through(block.shortcut(), inside, input);
    if (!body.equals(shortcut)) {
      throw refuse(
          entry,
          prefix,
          "gets %s and cannot add its paths: the body gives %s, the shortcut %s%s"
              .formatted(
                  input,
                  body,
                  shortcut,
                  block.shortcut().isEmpty()
                      ? "; write a 'shortcut:' whose last layer gives " + body
                      : ""));
    }
    return body;
  }

  private Shape through(Entry entry, Layer layer, String prefix, Shape input) {
    if (layer instanceof Linear && !input.flat()) {
      throw refuse(
          entry, prefix, "gets feature maps of %s: write 'flatten' before it".formatted(input));
    }
    try {
      Shape output = layer.output(input);
      layer.parameters(input).forEach(parameter -> count(entry, prefix, parameter));
      return output;
    } catch (RecipeException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw refuse(entry, prefix, "gets %s: %s".formatted(input, e.getMessage()));
    }
  }

  private void count(Entry entry, String prefix, Parameter parameter) {
    parameters += parameter.role().learned() ? parameter.elements() : 0;
    if (parameters > Integer.MAX_VALUE) {
      throw refuse(
          entry,
          prefix,
          "brings the network to %,d parameters: at most %,d"
              .formatted(parameters, Integer.MAX_VALUE));
    }
  }

  private static RecipeException refuse(Entry entry, String prefix, String message) {
    return entry.place().refuse(entry.label(prefix) + " " + message);
  }
}
