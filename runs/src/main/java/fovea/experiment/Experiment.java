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
 * A network, the images that it is to learn, and the settings of the training: an immutable value.
 * Settings that are not given have the defaults of the recipe's keys; see {@link Recipe}.
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
   * A training of a network on images, with every setting at its default.
   *
   * @param data the images; by its name the run finds them again, so it is best a data set's name
   *     or the directory that they were read from
   */
  public static Experiment of(DataSet data, Network network) {
    return new Experiment(data, network, Map.of("dataset", data.name()), List.of());
  }

  public Experiment epochs(int epochs) {
    return set("epochs", epochs);
  }

  /** Images a step. */
  public Experiment batchSize(int images) {
    return set("batch_size", images);
  }

  /** The highest learning rate of the schedule, which most schedules start from. */
  public Experiment learningRate(double rate) {
    return set("lr", rate);
  }

  public Experiment schedule(ScheduleKind schedule) {
    return set("schedule", schedule.label());
  }

  public Experiment optimizer(OptimizerKind optimizer) {
    return set("optimizer", optimizer.label());
  }

  /** The share of the last velocity that is kept, from 0 to below 1. */
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
   * What happens to training images, as recipes write it: {@code flip}, {@code pad-crop:4}.
   *
   * @throws fovea.recipe.RecipeException if one is unknown
   */
  public Experiment augment(String... augmentations) {
    return set("augment", String.join(",", augmentations));
  }

  /** What all random numbers depend on: the same seed gives the same network. */
  public Experiment seed(long seed) {
    return set("seed", seed);
  }

  /**
   * Any other setting.
   *
   * @param key a key of recipes, such as {@code label_smoothing}
   * @param value its value; a list as a text with commas
   * @throws fovea.recipe.RecipeException if there is no such key, or it does not allow the value
   */
  public Experiment set(String key, Object value) {
    String text = value.toString();
    RecipeKeys.requireKnown("an experiment", key);
    RecipeKeys.checked(key, text);
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(key, text);
    return new Experiment(data, network, all, listeners);
  }

  /** The same, observed by one more listener. */
  public Experiment listener(Listener listener) {
    List<Listener> all = new ArrayList<>(listeners);
    all.add(listener);
    return new Experiment(data, network, settings, all);
  }

  /** The images that it learns and is tested on. */
  public DataSet data() {
    return data;
  }

  /** The network that it trains. */
  public Network network() {
    return network;
  }

  /**
   * All settings.
   *
   * @throws fovea.recipe.RecipeException if some do not go together
   */
  public Recipe recipe() {
    return RecipeReader.of(settings, network.name(), NetworkText.of(network));
  }

  /**
   * Trains, and keeps everything in a new folder: recipe, network, metrics, checkpoints.
   *
   * @param folder the run's, which must be new or empty
   * @throws fovea.recipe.RecipeException if settings do not go together, or not with the images
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
