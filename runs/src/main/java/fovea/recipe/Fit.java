package fovea.recipe;

import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Layer;
import fovea.nn.LayerNorm2d;
import fovea.nn.LayerScale;
import fovea.nn.Layers;
import fovea.nn.Linear;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Softmax;
import java.util.List;
import java.util.Locale;

/**
 * Checks that a network fits its images: propagates the shape of an image through the layers and
 * rejects the first one that does not accept its input.
 */
final class Fit {

  private final int classes;

  private long parameters;

  private Fit(int classes) {
    this.classes = classes;
  }

  /**
   * Checks that a network accepts images of a shape, outputs one score per class, and has
   * parameters to learn.
   *
   * @throws RecipeException if it does not
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
          "ends the network with feature maps of %s: add 'flatten' and 'linear classes' (%s here)"
              .formatted(output, classes));
    }
    if (output.channels() != classes) {
      throw wrongOutputCount(entries, output.channels(), classes);
    }
    if (fit.parameters == 0) {
      throw refuse(last, "", "ends a network with nothing to learn: add a conv or linear layer");
    }
  }

  /**
   * Checks that each layer accepts its input. The output of the network may have any shape.
   *
   * @throws RecipeException if a layer does not accept its input
   */
  static void requireLayers(List<Entry> entries, Shape input, int classes) {
    new Fit(classes).through(entries, "", input);
  }

  /**
   * The exception for a wrong number of outputs. It names the last layer that may determine this
   * number.
   */
  private static RecipeException wrongOutputCount(List<Entry> entries, int count, int classes) {
    Entry last = entries.get(entries.size() - 1);
    String advice = "add 'linear classes' (%s here) at the end".formatted(classes);
    for (Entry entry : entries) {
      Layer layer = entry.part().layer(1);
      boolean decides =
          entry.part().layer(classes) instanceof Conv2d conv && conv.filters() == count;
      if (layer instanceof Linear || decides) {
        last = entry;
        Part part = new Part.Classes(layer);
        advice =
            "write '%s' or '%s'"
                .formatted(
                    LayerText.of(new Part.Fixed(part.layer(classes))).orElseThrow(),
                    LayerText.of(part).orElseThrow());
      }
    }
    return refuse(
        last,
        "",
        "makes the network give %s numbers for %s classes: %s".formatted(count, classes, advice));
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
                  block.shortcut().isEmpty() ? projection(input, body) : ""));
    }
    return body;
  }

  /** Advice on a shortcut whose output has the shape of that of the body. */
  private static String projection(Shape input, Shape body) {
    if (!input.flat() && !body.flat()) {
      int stride = (input.height() + body.height() - 1) / body.height();
      Conv2d conv = Layers.conv(body.channels(), 1).stride(stride);
      if (conv.output(input).equals(body)) {
        return "; below 'shortcut:' write '- %s'"
            .formatted(LayerText.of(new Part.Fixed(conv)).orElseThrow());
      }
    }
    return "; write a 'shortcut:' that gives " + body;
  }

  private Shape through(Entry entry, Layer layer, String prefix, Shape input) {
    if (layer instanceof Linear && !input.flat()) {
      throw refuse(
          entry, prefix, "gets feature maps of %s: write 'flatten' before it".formatted(input));
    }
    if (input.flat() && takesMaps(layer)) {
      throw refuse(
          entry,
          prefix,
          "gets a vector of %s and takes feature maps: write it before 'flatten'".formatted(input));
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

  private static boolean takesMaps(Layer layer) {
    return layer.window().isPresent()
        || layer instanceof BatchNorm2d
        || layer instanceof LayerNorm2d
        || layer instanceof LayerScale
        || layer instanceof GlobalAvgPool2d;
  }

  private void count(Entry entry, String prefix, Parameter parameter) {
    parameters += parameter.learned() ? parameter.elements() : 0;
    if (parameters > Integer.MAX_VALUE) {
      throw refuse(
          entry,
          prefix,
          String.format(
              Locale.ROOT,
              "brings the network to %,d parameters: at most %,d",
              parameters,
              Integer.MAX_VALUE));
    }
  }

  private static RecipeException refuse(Entry entry, String prefix, String message) {
    return entry.place().refuse(entry.label(prefix) + " " + message);
  }
}
