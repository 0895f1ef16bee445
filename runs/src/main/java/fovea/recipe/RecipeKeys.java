package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ResizeMode;
import fovea.nn.Suggestion;
import fovea.nn.Zoo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All keys of recipes, in the order in which they are written. */
public final class RecipeKeys {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<RecipeKey> KEYS =
      List.of(
          key(
              "dataset",
              "cifar10",
              "NAME|DIR|CSV",
              "cifar10, cifar10-mini, mnist, fashion-mnist, a directory of class folders, or a CSV"
                  + " file.",
              RecipeValues::name),
          key(
              "image_size",
              ImageSize.AUTOMATIC,
              "N|WxH",
              "Size of a directory's images: 224, or width x height (320x240).",
              RecipeValues::imageSize),
          choice(
              "resize",
              ResizeMode.CROP.label(),
              Stream.of(ResizeMode.values()).map(ResizeMode::label).toList(),
              "How images of other proportions get them: "),
          bool("ignore_exif", false, "Do not turn images as their EXIF data say."),
          bool("skip_damaged", false, "Leave out image files that cannot be read."),
          bool("stream", false, "Decode images whenever they are read, without a cache."),
          choice("balance", "none", Choice.labels(BalanceKind.class), "For unequal classes: "),
          key(
              "model",
              "cifarnet",
              "NAME|FILE",
              String.join(", ", Zoo.names()) + ", or a file that holds a network.",
              RecipeValues::name),
          key(
              "network",
              List.of(),
              "LIST",
              "The network, layer by layer.",
              (values, key) -> values.network(key).map(Object.class::cast).orElse(List.of())),
          integer("epochs", 20, 1, 100_000, "Passes over the training images."),
          integer("batch_size", 128, 1, 65_536, "Images per mini-batch."),
          real(
              "lr",
              0.1,
              Bounds.above(0),
              "Initial learning rate; the peak of one-cycle and triangular."),
          choice("optimizer", "sgd", Choice.labels(OptimizerKind.class), ""),
          real("momentum", 0, Bounds.fraction(), "From 0 to below 1."),
          bool("nesterov", false, "Nesterov's momentum."),
          real("weight_decay", 0, Bounds.atLeast(0), "Pull of weights towards zero."),
          bool("decoupled", false, "Decay weights, not gradients."),
          bool("decay_biases", true, "Decay biases and normalisations too."),
          real(
              "beta1",
              0.9,
              Bounds.fraction(),
              "Share of the mean gradient kept (adam, adamw, lion)."),
          real(
              "beta2",
              0.999,
              Bounds.fraction(),
              "Share of the mean square kept (adam, adamw); of the mean gradient (lion)."),
          real("alpha", 0.99, Bounds.fraction(), "Share of the mean square kept (rmsprop)."),
          real(
              "epsilon",
              1e-8,
              new Bounds(0, false, 1, true),
              "Keeps divisors above 0 (adam, rmsprop, adagrad)."),
          real(
              "rest_lr",
              0,
              Bounds.atLeast(0),
              "Learning rate of all but convolution filters (muon); 0 means lr."),
          bool("keep_norm", false, "Keep filters at their norm, so that they only turn (muon)."),
          real(
              "body_lr",
              0,
              Bounds.atLeast(0),
              "Learning rate of all layers but the last; 0 means lr."),
          real(
              "shift_lr",
              0,
              Bounds.atLeast(0),
              "Learning rate of the shifts of batch normalisations; 0 means lr."),
          real("clip_norm", 0, Bounds.atLeast(0), "Scale gradients above this norm down to it."),
          integer("accumulate", 1, 1, 65_536, "Batches whose gradients make one step."),
          choice("schedule", "constant", Choice.labels(ScheduleKind.class), ""),
          real(
              "gamma",
              0.95,
              new Bounds(0, false, 1, true),
              "Factor per epoch (exponential) or per drop (step, multi-step, plateau)."),
          real(
              "period",
              10,
              Bounds.above(0),
              "Epochs of a period (step, cosine-restarts, triangular, plateau)."),
          key(
              "milestones",
              List.of(),
              "LIST",
              "Epochs of the drops of multi-step.",
              (values, key) -> values.integers(key, 1)),
          real("min_lr", 0, Bounds.atLeast(0), "Minimum learning rate, if the schedule has one."),
          real(
              "rise",
              0.3,
              Bounds.fraction(),
              "Share of the training in which one-cycle and one-cycle-cosine rise."),
          real(
              "start_lr",
              0,
              Bounds.atLeast(0),
              "Rate with which one-cycle begins; 0 means a 25th of lr."),
          real(
              "warmup",
              0,
              Bounds.atLeast(0),
              "Epochs in which the rate rises from 0, before the schedule."),
          choice(
              "schedule_per", "auto", List.of("auto", "epoch", "step"), "When the rate changes: "),
          choice("normalize", "none", Choice.labels(NormalizationKind.class), ""),
          reals("mean", "What '--normalize given' subtracts, one number per channel."),
          reals("deviation", "What '--normalize given' divides by, one number per channel."),
          real(
              "whitening_epsilon",
              0.01,
              new Bounds(0, false, 1000, true),
              "Added to the variances that zca and pca divide by."),
          integer(
              "whitening_sample", 10_000, 2, 1_000_000, "Images that zca and pca are fitted to."),
          key(
              "augment",
              List.of(),
              "LIST",
              "none, or some of " + Augmentation.forms() + ".",
              RecipeValues::augmentations),
          key(
              "progressive_resizing",
              List.of(),
              "LIST",
              "First epochs with smaller images, such as '4 at 24, 2 at 28'.",
              RecipeValues::resizedEpochs),
          choice(
              "tta",
              "none",
              Choice.labels(ViewKind.class),
              "Variants of a test image to vote on: "),
          real("dropout", 0, Bounds.fraction(), "Rate of the dropout before the last layer."),
          real(
              "channel_dropout",
              0,
              Bounds.fraction(),
              "Rate of the dropout of whole channels before convolutions."),
          bool("batch_norm", false, "Batch normalisation after each convolution."),
          choice(
              "batch_norm_place",
              "before",
              Zoo.BatchNormPlacement.names(),
              "Before or after the rectifier, or after the pooling: "),
          real(
              "label_smoothing", 0, Bounds.fraction(), "Share of a label spread over all classes."),
          real(
              "ema",
              0,
              Bounds.fraction(),
              "Evaluate an exponential moving average of weights with this decay rate."),
          real(
              "lookahead",
              0,
              Bounds.fraction(),
              "Set weights back to an average that keeps up to this share, every five steps."),
          integer("patience", 0, 0, 100_000, "Stop after N epochs without a higher test accuracy."),
          key(
              "init",
              "pytorch",
              "NAME|FILE",
              String.join(", ", InitKind.schemes())
                  + ", or the weights of a .safetensors file or a run.",
              RecipeValues::init),
          key(
              "freeze",
              List.of(),
              "LIST",
              "Layers that are not trained; ..NAME is all up to NAME.",
              RecipeValues::names),
          choice("precision", "auto", List.of("auto", "f32", "bf16"), ""),
          choice("engine", "auto", List.of("auto", "onednn", "reference"), ""),
          choice(
              "exchange",
              "f32",
              List.of("f32", "bf16"),
              "Numbers in which workers exchange gradients: "),
          bool(
              "sync_batch_norm",
              false,
              "Normalise with statistics of whole batches, not of a worker's slice."),
          key("seed", 0, "N", "What all random numbers depend on.", RecipeValues::longInteger),
          integer("threads", 0, 0, 1024, "Threads that compute."),
          integer(
              "limit_train",
              0,
              0,
              Integer.MAX_VALUE,
              "Use N training images only, of all classes."),
          integer("limit_test", 0, 0, Integer.MAX_VALUE, "Use N test images only, of all classes."),
          integer(
              "holdout",
              0,
              0,
              Integer.MAX_VALUE,
              "Test on N training images instead, of all classes."),
          bool("activations", false, "Record what the rectifiers give after each epoch."),
          key("max_time", "", "TIME", "Stop after 90s, 10m or 2h.", RecipeValues::text));

  private static final Map<String, RecipeKey> BY_NAME =
      KEYS.stream()
          .collect(
              Collectors.toMap(
                  RecipeKey::name, key -> key, (one, other) -> one, LinkedHashMap::new));

  private RecipeKeys() {}

  /** All keys. */
  public static List<RecipeKey> all() {
    return KEYS;
  }

  /** The names of the keys that may change when a run is resumed. */
  public static Set<String> changeable() {
    return KEYS.stream()
        .filter(RecipeKey::changeable)
        .map(RecipeKey::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The default values of all keys. */
  static ObjectNode defaults() {
    ObjectNode all = JSON.createObjectNode();
    KEYS.forEach(key -> all.set(key.name(), JSON.valueToTree(key.usual())));
    return all;
  }

  /**
   * Validates the values of all keys, each by itself, and converts them to their types.
   *
   * @throws RecipeException if a value is invalid
   */
  static ObjectNode checked(ObjectNode all) {
    RecipeValues values = new RecipeValues(all);
    ObjectNode checked = JSON.createObjectNode();
    for (RecipeKey key : KEYS) {
      Object value = key.check().value(values, key.name());
      if (value instanceof NetworkText) {
        checked.putPOJO(key.name(), value); // not a tree, which would lose the line numbers
      } else {
        checked.set(key.name(), JSON.valueToTree(value));
      }
    }
    return checked;
  }

  /** Whether a value is the default of its key. */
  static boolean isDefault(String key, JsonNode value) {
    ObjectNode alone = JSON.createObjectNode().set(key, value);
    RecipeKey known = BY_NAME.get(key);
    return known.check().value(new RecipeValues(alone), key).equals(known.usual());
  }

  /**
   * Validates a single value outside of a recipe.
   *
   * @return the parsed value as text
   * @throws RecipeException if the value is invalid
   */
  public static String checked(String key, String value) {
    ObjectNode alone = JSON.createObjectNode().put(key, value);
    return String.valueOf(BY_NAME.get(key).check().value(new RecipeValues(alone), key));
  }

  /**
   * Checks that a key exists.
   *
   * @param where the place of the key, for the error message
   * @throws RecipeException if it does not exist; the message suggests a similar key
   */
  public static void requireKnown(String where, String key) {
    if (!BY_NAME.containsKey(key)) {
      throw new RecipeException(
          "%s: unknown key '%s'%s".formatted(where, key, Suggestion.among(key, BY_NAME.keySet())));
    }
  }

  private static RecipeKey key(
      String name, Object defaultValue, String label, String description, RecipeKey.Check check) {
    return new RecipeKey(name, defaultValue, label, description, List.of(), "", check);
  }

  private static RecipeKey choice(
      String name, String defaultValue, List<String> choices, String description) {
    String last = choices.get(choices.size() - 1);
    String all = String.join(", ", choices.subList(0, choices.size() - 1)) + " or " + last + ".";
    return new RecipeKey(
        name,
        defaultValue,
        "NAME",
        description + all,
        choices,
        "",
        (values, key) -> values.choice(key, choices));
  }

  private static RecipeKey integer(
      String name, int defaultValue, int min, int max, String description) {
    return new RecipeKey(
        name,
        defaultValue,
        "N",
        description,
        List.of(),
        RecipeValues.range(min, max),
        (values, key) -> values.integer(key, min, max));
  }

  private static RecipeKey real(
      String name, double defaultValue, Bounds bounds, String description) {
    return new RecipeKey(
        name,
        defaultValue,
        "X",
        description,
        List.of(),
        RecipeValues.range(bounds),
        (values, key) -> values.real(key, bounds));
  }

  private static RecipeKey reals(String name, String description) {
    return key(name, List.of(), "LIST", description, RecipeValues::reals);
  }

  private static RecipeKey bool(String name, boolean defaultValue, String description) {
    return key(name, defaultValue, "true|false", description, RecipeValues::bool);
  }
}
