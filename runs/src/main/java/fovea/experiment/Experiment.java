package fovea.experiment;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.TransferListener;
import fovea.nn.Network;
import fovea.recipe.NetworkText;
import fovea.recipe.NormalizationKind;
import fovea.recipe.OptimizerKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import fovea.recipe.ScheduleKind;
import fovea.run.Run;
import fovea.train.Listener;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training experiment: a network, the images to train it on, and the training settings. It is
 * immutable. Settings that are not given have the defaults of recipe keys; see {@link Recipe}.
 *
 * <pre>{@code
 * Run run = Experiment.of(photos, network)
 *     .optimizer(OptimizerKind.SGD).momentum(0.9)
 *     .schedule(ScheduleKind.ONE_CYCLE).learningRate(0.05)
 *     .augment("flip", "pad-crop:4").epochs(10)
 *     .train(Path.of("runs/mine"));
 * }</pre>
 */
public final class Experiment {

  private final DataSet data;
  private final Network network;
  private final Map<String, String> settings;
  private final List<Listener> listeners;

  private Experiment(
      DataSet data, Network network, Map<String, String> settings, List<Listener> listeners) {
    this.data = data;
    this.network = network;
    this.settings = settings;
    this.listeners = listeners;
  }

  /**
   * Creates an experiment with default settings.
   *
   * @param data the images; their name should be that of a known data set, or the directory that
   *     they were read from, because the run finds its images again by this name
   */
  public static Experiment of(DataSet data, Network network) {
    return new Experiment(data, network, Map.of("dataset", data.name()), List.of());
  }

  public Experiment epochs(int epochs) {
    return set("epochs", epochs);
  }

  /** Images per batch. */
  public Experiment batchSize(int images) {
    return set("batch_size", images);
  }

  /** The peak learning rate of the schedule, which is also the initial rate of most schedules. */
  public Experiment learningRate(double rate) {
    return set("lr", rate);
  }

  public Experiment schedule(ScheduleKind schedule) {
    return set("schedule", schedule.label());
  }

  public Experiment optimizer(OptimizerKind optimizer) {
    return set("optimizer", optimizer.label());
  }

  /** The momentum coefficient, 0 or more and below 1. */
  public Experiment momentum(double share) {
    return set("momentum", share);
  }

  public Experiment weightDecay(double decay) {
    return set("weight_decay", decay);
  }

  public Experiment normalize(NormalizationKind normalization) {
    return set("normalize", normalization.label());
  }

  /**
   * The augmentation of training images, in recipe syntax, such as {@code flip} or {@code
   * pad-crop:4}.
   *
   * @throws fovea.recipe.RecipeException if one is unknown
   */
  public Experiment augment(String... augmentations) {
    return set("augment", String.join(",", augmentations));
  }

  /** The random seed: the same seed gives the same network. */
  public Experiment seed(long seed) {
    return set("seed", seed);
  }

  /**
   * Sets any recipe key.
   *
   * @param key a recipe key, such as {@code label_smoothing}
   * @param value its value; a list is a string with commas
   * @throws fovea.recipe.RecipeException if there is no such key, or the value is not allowed
   */
  public Experiment set(String key, Object value) {
    String text = value.toString();
    RecipeKeys.requireKnown("an experiment", key);
    RecipeKeys.checked(key, text);
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(key, text);
    return new Experiment(data, network, all, listeners);
  }

  /** A copy with one more listener. */
  public Experiment listener(Listener listener) {
    List<Listener> all = new ArrayList<>(listeners);
    all.add(listener);
    return new Experiment(data, network, settings, all);
  }

  /** The images to train and test on. */
  public DataSet data() {
    return data;
  }

  /** The network to train. */
  public Network network() {
    return network;
  }

  /**
   * All settings, as a recipe.
   *
   * @throws fovea.recipe.RecipeException if some settings cannot be combined
   */
  public Recipe recipe() {
    return RecipeReader.of(settings, network.name(), NetworkText.of(network));
  }

  /**
   * Trains the network and saves recipe, network, metrics and checkpoints in a new folder.
   *
   * @param folder the run's folder, which must be new or empty
   * @throws fovea.recipe.RecipeException if the settings cannot be combined, or do not fit the
   *     images
   * @throws fovea.train.NonFiniteLossException if the training diverges
   * @throws IOException if the run cannot be written
   */
  public Run train(Path folder) throws IOException {
    DataCatalog catalog =
        new DataCatalog(DataCatalog.cache(System.getenv()), TransferListener.none());
    return new Training(
            catalog, new StopRequest(), listeners, event -> {}, "Experiment.train", "en")
        .train(this, folder)
        .run();
  }
}
