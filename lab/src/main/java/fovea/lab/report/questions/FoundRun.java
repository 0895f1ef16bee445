package fovea.lab.report.questions;

import fovea.recipe.Recipe;
import fovea.run.History;
import fovea.run.Run;
import fovea.run.RunInfo;
import java.nio.file.Files;

/**
 * A run that has finished an epoch, or diverged.
 *
 * @param folder its folder relative to that of all runs, with slashes
 * @param run the run
 * @param history its metrics
 * @param info its provenance
 */
record FoundRun(String folder, Run run, History history, RunInfo info) {

  Recipe recipe() {
    return history.recipe();
  }

  boolean hasResult() {
    return !history.diverged() && !history.epochs().isEmpty();
  }

  /** Whether its network can be evaluated. */
  boolean hasWeights() {
    return hasResult() && Files.exists(run.best());
  }

  /** Whether it trained the lab's network on CIFAR-10, all of it or a part. */
  boolean ofTheLab() {
    return recipe().dataset().startsWith("cifar10") && recipe().model().equals("cifarnet");
  }

  /** Whether nothing of what the lab adds later is in its recipe. */
  boolean plain() {
    return ofTheLab() && Technique.of(recipe()).isEmpty();
  }
}
