package fovea.lab.report.questions;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Run;
import fovea.run.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/**
 * A run that has finished an epoch, or diverged.
 *
 * @param folder its folder relative to that of all runs, with slashes
 * @param run the run
 * @param history its metrics
 * @param info its provenance
 * @param settings the values of its recipe, by key
 */
record FoundRun(
    String folder, Run run, History history, RunInfo info, Map<String, JsonNode> settings) {

  FoundRun {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads a run.
   *
   * @param folder its folder relative to that of all runs, with slashes
   * @throws IOException if it cannot be read
   */
  static FoundRun of(String folder, Run run) throws IOException {
    History history = History.of(run);
    return new FoundRun(folder, run, history, run.info(), RecipeReader.values(history.recipe()));
  }

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
