package fovea.lab.ladder;

import fovea.recipe.Recipe;
import fovea.run.History;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run of a ladder, whether it exists already or not.
 *
 * @param step the step that it belongs to
 * @param number its number among the ladder's runs, from 1 on, in the order of training
 * @param recipe the step's recipe with the run's seed
 * @param folder the run's folder
 */
public record PlannedRun(Ladder.Step step, int number, Recipe recipe, Path folder) {

  /** The seed of the run. */
  public long seed() {
    return recipe.seed();
  }

  /** What has been recorded of the run; empty if it does not exist. */
  Optional<History> history() throws IOException {
    return Run.exists(folder) ? Optional.of(History.of(Run.open(folder))) : Optional.empty();
  }

  /** Whether the run needs no more training: all of its epochs are done, or it diverged. */
  public boolean isFinished() throws IOException {
    Optional<History> existing = history();
    return existing.isPresent()
        && (existing.get().diverged()
            || (existing.get().complete() && existing.get().recipe().epochs() >= recipe.epochs()));
  }

  /**
   * The run, if training can go on from a checkpoint. What was left of a training that stopped
   * before its first checkpoint is removed.
   */
  public Optional<Run> resumable() throws IOException {
    if (!Run.exists(folder)) {
      return Optional.empty();
    }
    Run run = Run.open(folder);
    if (Files.exists(run.last())) {
      return Optional.of(run);
    }
    run.clear();
    return Optional.empty();
  }
}
