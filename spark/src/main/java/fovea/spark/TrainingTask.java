package fovea.spark;

import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.experiment.Training;
import fovea.lab.ladder.InThisProcess;
import fovea.lab.ladder.PlannedRun;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.ladder.Workers.Ending;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.util.CollectionAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training as it is sent to an executor. It trains in a folder of its own machine, and publishes
 * its state after each epoch. It begins with the furthest state that anybody has published.
 *
 * @param recipe the recipe, as text
 * @param dataset the name or the place of its images
 * @param shared the states of the run
 * @param stop asks it to end
 * @param events receives its events
 * @param command the command line, recorded in the run
 * @param language the language of the curves' labels
 */
record TrainingTask(
    String recipe,
    String dataset,
    SharedRun shared,
    StopFlag stop,
    CollectionAccumulator<String> events,
    String command,
    String language)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingTask.class);

  Recipe parsed() {
    return RecipeReader.parse("the recipe", recipe);
  }

  /** Trains on this machine alone. */
  Ending train() throws IOException {
    if (stop.isRaised()) {
      return new Ended(Outcome.INTERRUPTED); // it waited for its turn until now
    }
    try (Scratch scratch = Scratch.open()) {
      shared.restore(scratch);
      PlannedRun run = SharedRun.plan(parsed(), scratch.folder());
      if (run.isFinished()) {
        return new Ended(Outcome.COMPLETED); // its driver ended before it was told
      }
      try (StopFlag.Watch watch = stop.watch()) {
        Training training = training(scratch.folder(), watch.request());
        Ending ending = new InThisProcess(training, LOG::warn).begin(run).finish();
        shared.publish(scratch.folder());
        return ending;
      }
    }
  }

  /** What trains in a folder, and publishes its state. */
  Training training(Path folder, StopRequest request) {
    DataCatalog catalog =
        new DataCatalog(DataCatalog.cache(System.getenv()), TransferListener.none())
            .moved(parsed().dataset(), dataset);
    return new Training(
        catalog,
        request,
        List.of(),
        event -> {
          events.add(event.toString());
          if (event.path("event").asText().equals("epoch")) {
            publish(folder);
          }
        },
        command,
        language);
  }

  private void publish(Path folder) {
    try {
      shared.publish(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * The place of a recipe's images, for machines with other working directories.
   *
   * @throws RecipeException if the recipe starts with weights that they would not find
   */
  static String dataset(Recipe recipe) {
    recipe
        .initFile()
        .filter(file -> !Path.of(file).isAbsolute())
        .ifPresent(
            file -> {
              throw new RecipeException(
                  "init is '%s': for a cluster it must be an absolute path, which all machines see"
                      .formatted(file));
            });
    String name = recipe.dataset();
    return DataCatalog.names().contains(name) || !Files.exists(Path.of(name))
        ? name
        : Path.of(name).toAbsolutePath().normalize().toString();
  }
}
