package fovea.lab.ladder;

import fovea.pretrained.PretrainedNormalization;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The runs of a ladder, all steps with one seed before the next, so that all steps can be compared
 * after the first seed. Each has the folder {@code STEP/seed-N} within the ladder's.
 *
 * @param all the runs in the order of training
 */
record PlannedRuns(Ladder ladder, List<PlannedRun> all) {

  /**
   * Plans the runs of a ladder.
   *
   * @param seeds number of seeds per step: consecutive, starting with that of the first step's
   *     recipe
   * @param folder the ladder's folder
   * @throws IOException if the weights that a recipe starts with cannot be read
   */
  static PlannedRuns of(Ladder ladder, int seeds, Path folder) throws IOException {
    long first = ladder.steps().get(0).recipe().seed();
    List<PlannedRun> all = new ArrayList<>();
    for (long seed = first; seed < first + seeds; seed++) {
      for (int index = 0; index < ladder.steps().size(); index++) {
        Ladder.Step step = ladder.steps().get(index);
        Recipe recipe =
            PretrainedNormalization.settle(
                RecipeReader.change(step.recipe(), "seed", Long.toString(seed)));
        Path path = folder.resolve(ladder.folder(index)).resolve("seed-" + seed);
        all.add(new PlannedRun(step, all.size() + 1, recipe, path));
      }
    }
    return new PlannedRuns(ladder, List.copyOf(all));
  }

  /**
   * Compares all finished and diverged runs.
   *
   * @throws IOException if a run cannot be read
   */
  Comparison comparison() throws IOException {
    List<Group> groups = new ArrayList<>();
    for (int index = 0; index < ladder.steps().size(); index++) {
      List<History> runs = new ArrayList<>();
      for (int i = index; i < all.size(); i += ladder.steps().size()) {
        all.get(i).history().filter(run -> run.complete() || run.diverged()).ifPresent(runs::add);
      }
      groups.add(new Group(ladder.folder(index), runs));
    }
    return new Comparison(groups, ladder.reference(), Comparison.TARGET);
  }

  /**
   * Rejects existing runs of other recipes.
   *
   * @throws IOException if there is one, or a run cannot be read
   */
  void checkExisting() throws IOException {
    for (PlannedRun run : all) {
      Optional<History> existing = run.history();
      if (existing.isPresent()) {
        checkUnchanged(existing.get(), run.recipe());
      }
    }
  }

  private static void checkUnchanged(History existing, Recipe recipe) throws IOException {
    List<String> changes =
        RecipeReader.differences(existing.recipe(), recipe).stream()
            .filter(key -> !RecipeKeys.changeable().contains(key))
            .toList();
    if (!changes.isEmpty()) {
      throw new IOException(
          "%s was trained with another recipe (%s): give another --out, or remove it"
              .formatted(existing.folder(), String.join(", ", changes)));
    }
    if (existing.epochs().size() > recipe.epochs()) {
      throw new IOException(
          "%s was trained for %s epochs, more than %s: give another --out or --epochs"
              .formatted(existing.folder(), existing.epochs().size(), recipe.epochs()));
    }
  }
}
