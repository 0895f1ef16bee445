package fovea.recipe;

import static fovea.recipe.LayerOption.BIAS;
import static fovea.recipe.LayerOption.CEIL;
import static fovea.recipe.LayerOption.CHANNELS;
import static fovea.recipe.LayerOption.COUNT_PADDING;
import static fovea.recipe.LayerOption.DILATION;
import static fovea.recipe.LayerOption.DIRAC;
import static fovea.recipe.LayerOption.EPSILON;
import static fovea.recipe.LayerOption.GROUPS;
import static fovea.recipe.LayerOption.MATRIX;
import static fovea.recipe.LayerOption.MOMENTUM;
import static fovea.recipe.LayerOption.PAD;
import static fovea.recipe.LayerOption.SAME;
import static fovea.recipe.LayerOption.STRIDE;
import static fovea.recipe.LayerOption.WHITENING;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The syntax of each kind of layer: its keyword, arguments, options and synonyms. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are immutable
enum LayerForm {
  CONV(
      "conv",
      "FILTERS|classes KERNEL",
      "[same | pad SIZE] [stride SIZE] [dilation SIZE] [groups N] [no bias] [dirac | whitening |"
          + " matrix]",
      List.of(SAME, PAD, STRIDE, DILATION, GROUPS, BIAS, DIRAC, WHITENING, MATRIX),
      "convolution",
      "convolutional"),
  MAX_POOL(
      "maxpool",
      "KERNEL",
      "[stride SIZE] [pad SIZE] [ceil]",
      List.of(STRIDE, PAD, CEIL),
      "maxpooling"),
  AVG_POOL(
      "avgpool",
      "KERNEL",
      "[stride SIZE] [pad SIZE] [ceil] [exclude padding]",
      List.of(STRIDE, PAD, CEIL, COUNT_PADDING),
      "avgpooling",
      "averagepool",
      "averagepooling",
      "meanpool"),
  GLOBAL_AVG_POOL(
      "global avgpool",
      "",
      "",
      List.of(),
      "globalavgpool",
      "globalavgpooling",
      "globalaveragepool",
      "globalaveragepooling",
      "gap"),
  BATCH_NORM(
      "batchnorm",
      "",
      "[epsilon X] [momentum X] [no scale]",
      List.of(EPSILON, MOMENTUM, LayerOption.SCALE),
      "bn",
      "batchnormalization",
      "batchnormalisation"),
  LAYER_NORM(
      "layernorm",
      "",
      "[epsilon X]",
      List.of(EPSILON),
      "ln",
      "layernormalization",
      "layernormalisation"),
  LAYER_SCALE("layerscale", "", "", List.of()),
  DROPOUT("dropout", "RATE", "[channels]", List.of(CHANNELS)),
  CHANNEL_DROPOUT(
      "dropout",
      "RATE",
      "[channels]",
      List.of(CHANNELS),
      "dropout2d",
      "channeldropout",
      "spatialdropout",
      "spatialdropout2d"),
  FLATTEN("flatten", "", "", List.of()),
  LINEAR("linear", "OUTPUTS|classes", "[no bias]", List.of(BIAS), "fc", "dense", "fullyconnected"),
  RELU("relu", "", "", List.of(), "rectifier"),
  RELU6("relu6", "", "", List.of()),
  GELU("gelu", "", "", List.of()),
  SCALE("scale", "FACTOR", "", List.of(), "multiply"),
  SOFTMAX("softmax", "", "", List.of());

  private final String word;
  private final String numbers;
  private final String rest;
  private final List<LayerOption> options;
  private final List<String> synonyms;

  LayerForm(
      String word, String numbers, String rest, List<LayerOption> options, String... synonyms) {
    this.word = word;
    this.numbers = numbers;
    this.rest = rest;
    this.options = options;
    this.synonyms = List.of(synonyms);
  }

  /** The keywords of all layers, without duplicates. */
  static List<String> words() {
    return Arrays.stream(values()).map(LayerForm::word).distinct().toList();
  }

  /**
   * The form with the given keyword or synonym; a suffix {@code 2d} is ignored.
   *
   * @param folded the keyword in lower case, without spaces, {@code _} and {@code -}
   */
  static Optional<LayerForm> called(String folded) {
    return exactly(folded)
        .or(() -> folded.endsWith("2d") ? exactly(folded.replaceAll("2d$", "")) : Optional.empty());
  }

  private static Optional<LayerForm> exactly(String folded) {
    return Arrays.stream(values())
        .filter(form -> form.synonyms.contains(folded) || form.word.equals(folded))
        .findFirst();
  }

  String word() {
    return word;
  }

  /** Number of arguments that must follow the keyword. */
  int numbers() {
    return numbers.isEmpty() ? 0 : numbers.split(" ", -1).length;
  }

  List<LayerOption> options() {
    return options;
  }

  /** The arguments and options, as a sentence for error messages. */
  String usage() {
    if (numbers.isEmpty() && rest.isEmpty()) {
      return word + " takes nothing more";
    }
    return word + " takes: " + (numbers + " " + rest).strip();
  }
}
