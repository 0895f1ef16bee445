package fovea.recipe;

import fovea.nn.Suggestion;
import java.util.List;
import java.util.Map;

/** Error messages for unknown layers, with advice on what to write instead. */
final class UnknownLayer {

  private static final String ACTIVATIONS = "the activations are relu, relu6, gelu and softmax";
  private static final String NORMALISATIONS = "the normalisations are batchnorm and layernorm";
  private static final String POOLINGS = "the poolings are maxpool, avgpool and global avgpool";

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry("sigmoid", ACTIVATIONS),
          Map.entry("tanh", ACTIVATIONS),
          Map.entry("elu", ACTIVATIONS),
          Map.entry("selu", ACTIVATIONS),
          Map.entry("silu", ACTIVATIONS),
          Map.entry("swish", ACTIVATIONS),
          Map.entry("mish", ACTIVATIONS),
          Map.entry("prelu", ACTIVATIONS),
          Map.entry("leakyrelu", ACTIVATIONS),
          Map.entry("logsoftmax", ACTIVATIONS),
          Map.entry("activation", ACTIVATIONS),
          Map.entry("pool", POOLINGS),
          Map.entry("max", POOLINGS),
          Map.entry("avg", POOLINGS),
          Map.entry("average", POOLINGS),
          Map.entry("pooling", POOLINGS),
          Map.entry("global", POOLINGS),
          Map.entry("globalmaxpool", POOLINGS),
          Map.entry("adaptiveavgpool", "global avgpool is the one that gives 1x1"),
          Map.entry("adaptiveavgpool2d", "global avgpool is the one that gives 1x1"),
          Map.entry("norm", NORMALISATIONS),
          Map.entry("groupnorm", NORMALISATIONS),
          Map.entry("instancenorm", NORMALISATIONS),
          Map.entry("lrn", NORMALISATIONS),
          Map.entry("batchnorm1d", "batchnorm is for feature maps, before flatten"),
          Map.entry("depthwise", "write conv with as many groups as channels"),
          Map.entry("depthwiseconv", "write conv with as many groups as channels"),
          Map.entry("identity", "leave the line out"),
          Map.entry("sequential", "write its layers one after the other"),
          Map.entry("add", "write a residual block: 'residual:' and its layers as a list"),
          Map.entry("residual", "'residual:' needs a colon, and its layers as a list below it"),
          Map.entry("shortcut", "'shortcut:' stands below 'residual:', not in a line of its own"),
          Map.entry("repeat", "'repeat 3:' needs a colon, and its layers as a list below it"),
          Map.entry("input", "the input's shape is a key of its own, 'input: 3x32x32'"));

  private UnknownLayer() {}

  /**
   * The error message for the text of a layer.
   *
   * @param word the first word of the text, in lower case
   * @param text the whole text
   */
  static String of(String word, String text) {
    if (word.contains("(")) {
      return Place.quote(text)
          + " has brackets: write the numbers after the word, such as 'conv 32 5x5 pad 2'";
    }
    if (word.indexOf(':') > 0 && !word.endsWith(":")) {
      return Place.quote(text) + " needs a space after the colon that ends a name";
    }
    String folded = word.replaceAll("[_-]", "");
    String advice = ADVICE.get(folded);
    if (advice != null) {
      return "there is no layer %s: %s".formatted(Place.quote(word), advice);
    }
    List<String> known = LayerForm.words();
    String help =
        Suggestion.nearest(folded, known)
            .map(near -> "did you mean '" + near + "'?")
            .orElseGet(() -> "choose from " + String.join(", ", known));
    String unknown = "there is no layer " + Place.quote(word);
    return word.strip().equals(text.strip())
        ? unknown + ": " + help
        : "%s, as in %s: %s".formatted(unknown, Place.quote(text), help);
  }
}
