package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ResizeMode;
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
              "NAME|DIR",
              "cifar10, cifar10-mini, mnist, fashion-mnist, or a directory of class folders.",
              RecipeValues::name),
          whole("image_size", 0, 0, 1024, "Height and width of a directory's images."),
          choice(
              "resize",
              ResizeMode.CROP.label(),
              Stream.of(ResizeMode.values()).map(ResizeMode::label).toList(),
              "How images of other proportions get them: "),
          truth("ignore_exif", false, "Do not turn images as their EXIF data say."),
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
          whole("epochs", 20, 1, 100_000, "Passes over the training images."),
          whole("batch_size", 128, 1, 65_536, "Images a step."),
          real("lr", 0.1, Bounds.above(0), "Learning rate at the start."),
          choice("optimizer", "sgd", Choice.labels(OptimizerKind.class), ""),
          real("momentum", 0, Bounds.share(), "From 0 to below 1."),
          truth("nesterov", false, "Nesterov's momentum."),
          real("weight_decay", 0, Bounds.from(0), "Pull of weights towards zero."),
          truth("decoupled", false, "Decay weights, not gradients."),
          truth("decay_biases", true, "Decay biases and normalisations too."),
          real(
              "beta1", 0.9, Bounds.share(), "Share of the mean gradient kept (adam, adamw, lion)."),
          real("beta2", 0.999, Bounds.share(), "Share of the mean square kept (adam, adamw)."),
          real("alpha", 0.99, Bounds.share(), "Share of the mean square kept (rmsprop)."),
          real(
              "epsilon",
              1e-8,
              new Bounds(0, false, 1, true),
              "Keeps divisors above 0 (adam, rmsprop, adagrad)."),
          real("rest_lr", 0, Bounds.from(0), "Rate of what muon leaves alone; 0 means lr."),
          real("clip_norm", 0, Bounds.from(0), "Scale gradients above this norm down to it."),
          whole("accumulate", 1, 1, 65_536, "Batches whose gradients make one step."),
          choice("schedule", "constant", Choice.labels(ScheduleKind.class), ""),
          real(
              "gamma",
              0.95,
              new Bounds(0, false, 1, true),
              "Factor of exponential an epoch, of step, multi-step and plateau a drop."),
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
              (values, key) -> values.wholes(key, 1)),
          real("min_lr", 0, Bounds.from(0), "Lowest rate of the schedules that fall to one."),
          real("rise", 0.3, Bounds.share(), "Share of the training in which one-cycle rises."),
          real("warmup", 0, Bounds.from(0), "Epochs in which the rate first rises."),
          choice(
              "schedule_per", "auto", List.of("auto", "epoch", "step"), "When the rate changes: "),
          choice("normalize", "none", Choice.labels(NormalizationKind.class), ""),
          reals("mean", "What '--normalize given' subtracts, a number a channel."),
          reals("deviation", "What '--normalize given' divides by, a number a channel."),
          real(
              "whitening_epsilon",
              0.01,
              new Bounds(0, false, 1000, true),
              "Added to the variances that zca and pca divide by."),
          whole("whitening_sample", 10_000, 2, 1_000_000, "Images that zca and pca are fitted to."),
          key(
              "augment",
              List.of(),
              "LIST",
              "none, or some of " + Augmentation.forms() + ".",
              RecipeValues::augmentations),
          choice(
              "tta",
              "none",
              Choice.labels(ViewKind.class),
              "Variants of a test image to vote on: "),
          real("dropout", 0, Bounds.share(), "Rate of the dropout before the last layer."),
          real(
              "channel_dropout",
              0,
              Bounds.share(),
              "Rate of the dropout of whole channels before convolutions."),
          truth("batch_norm", false, "Batch normalisation after each convolution."),
          choice(
              "batch_norm_place",
              "before",
              Zoo.BatchNormPlacement.names(),
              "Before or after the rectifier, or after the pooling: "),
          real("label_smoothing", 0, Bounds.share(), "Share of a label spread over all classes."),
          real(
              "ema",
              0,
              Bounds.share(),
              "Evaluate a moving average of weights that keeps this share."),
          whole("patience", 0, 0, 100_000, "Stop after N epochs without a higher test accuracy."),
          choice("init", "pytorch", List.of("pytorch", "he", "xavier"), ""),
          choice("precision", "auto", List.of("auto", "f32", "bf16"), ""),
          choice("engine", "auto", List.of("auto", "onednn", "reference"), ""),
          key("seed", 0, "N", "What all random numbers depend on.", RecipeValues::longWhole),
          whole("threads", 0, 0, 1024, "Threads that compute."),
          whole(
              "limit_train",
              0,
              0,
              Integer.MAX_VALUE,
              "Use N training images only, of all classes."),
          whole("limit_test", 0, 0, Integer.MAX_VALUE, "Use N test images only, of all classes."),
          whole(
              "holdout",
              0,
              0,
              Integer.MAX_VALUE,
              "Test on N training images instead, of all classes."),
          truth("activations", false, "Record what the rectifiers give after each epoch."),
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

  /** The names of the keys that may change when a run goes on. */
  public static Set<String> changeable() {
    return KEYS.stream()
        .filter(RecipeKey::changeable)
        .map(RecipeKey::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The value of every key when neither recipe nor flags say. */
  static ObjectNode defaults() {
    ObjectNode all = JSON.createObjectNode();
    KEYS.forEach(key -> all.set(key.name(), JSON.valueToTree(key.usual())));
    return all;
  }

  /**
   * The values of all keys, each checked by itself and of its own type.
   *
   * @throws RecipeException if one is not allowed
   */
  static ObjectNode checked(ObjectNode all) {
    RecipeValues values = new RecipeValues(all);
    ObjectNode checked = JSON.createObjectNode();
    for (RecipeKey key : KEYS) {
      Object value = key.check().value(values, key.name());
      if (value instanceof NetworkText) {
        checked.putPOJO(key.name(), value); // which knows its lines
      } else {
        checked.set(key.name(), JSON.valueToTree(value));
      }
    }
    return checked;
  }

  /** Whether a value is what its key has by default. */
  static boolean isUsual(String key, JsonNode value) {
    ObjectNode alone = JSON.createObjectNode().set(key, value);
    RecipeKey known = BY_NAME.get(key);
    return known.check().value(new RecipeValues(alone), key).equals(known.usual());
  }

  /**
   * A value that is given for a key alone, outside of a recipe.
   *
   * @throws RecipeException if the key does not allow it
   */
  public static String checked(String key, String value) {
    ObjectNode alone = JSON.createObjectNode().put(key, value);
    return String.valueOf(BY_NAME.get(key).check().value(new RecipeValues(alone), key));
  }

  /**
   * Refuses a key that there is not.
   *
   * @param where it stands
   * @throws RecipeException if it is unknown; the message names a similar one
   */
  public static void requireKnown(String where, String key) {
    if (!BY_NAME.containsKey(key)) {
      throw new RecipeException(
          "%s: unknown key '%s'%s".formatted(where, key, Suggestion.among(key, BY_NAME.keySet())));
    }
  }

  private static RecipeKey key(
      String name, Object usual, String label, String description, RecipeKey.Check check) {
    return new RecipeKey(name, usual, label, description, check);
  }

  private static RecipeKey choice(
      String name, String usual, List<String> choices, String description) {
    String last = choices.get(choices.size() - 1);
    String all = String.join(", ", choices.subList(0, choices.size() - 1)) + " or " + last + ".";
    return key(
        name, usual, "NAME", description + all, (values, key) -> values.choice(key, choices));
  }

  private static RecipeKey whole(String name, int usual, int least, int most, String description) {
    return key(name, usual, "N", description, (values, key) -> values.whole(key, least, most));
  }

  private static RecipeKey real(String name, double usual, Bounds bounds, String description) {
    return key(name, usual, "X", description, (values, key) -> values.real(key, bounds));
  }

  private static RecipeKey reals(String name, String description) {
    return key(name, List.of(), "LIST", description, RecipeValues::reals);
  }

  private static RecipeKey truth(String name, boolean usual, String description) {
    return key(name, usual, "true|false", description, RecipeValues::truth);
  }
}
