package fovea.lab.ladder;

import fovea.experiment.Training;
import fovea.lab.chart.Curves;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.pretrained.PretrainedNormalization;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Run;
import fovea.train.NonFiniteLossException;
import fovea.train.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Trains the runs of a ladder, all steps with one seed before the next, so that all steps can be
 * compared after the first seed. Finished and diverged runs are kept; interrupted ones are resumed.
 * Each run has the folder {@code STEP/seed-N} within the ladder's, as if made by {@code fovea train
 * --out}.
 */
public final class LadderRunner {

  private final Ladder ladder;
  private final List<Long> seeds;
  private final Path folder;
  private final Training training;
  private final LadderListener listener;
  private final Texts texts;

  /**
   * @param seeds number of seeds per step: consecutive, starting with that of the first step's
   *     recipe
   * @param folder the ladder's folder
   * @param texts the bundle {@code ladder.comparison}, for the files of the comparison
   */
  public LadderRunner(
      Ladder ladder,
      int seeds,
      Path folder,
      Training training,
      LadderListener listener,
      Texts texts) {
    long first = ladder.steps().get(0).recipe().seed();
    this.ladder = ladder;
    this.seeds = LongStream.range(first, first + seeds).boxed().toList();
    this.folder = folder;
    this.training = training;
    this.listener = listener;
    this.texts = texts;
  }

  /**
   * Trains all unfinished runs and keeps the files of the comparison up to date.
   *
   * @return {@link Outcome#COMPLETED} or {@link Outcome#INTERRUPTED}
   * @throws IOException if the folder contains runs of other recipes, or a run cannot be read or
   *     written
   */
  public Outcome run() throws IOException {
    checkExistingRuns();
    publish();
    int number = 0;
    int runs = seeds.size() * ladder.steps().size();
    for (long seed : seeds) {
      for (int step = 0; step < ladder.steps().size(); step++) {
        number++;
        Recipe recipe = recipe(step, seed);
        if (isFinished(step, seed, recipe)) {
          continue;
        }
        listener.onRunStart(ladder.steps().get(step), seed, number, runs);
        if (train(step, seed, recipe) == Outcome.INTERRUPTED) {
          return Outcome.INTERRUPTED;
        }
        publish();
      }
    }
    return Outcome.COMPLETED;
  }

  private boolean isFinished(int step, long seed, Recipe recipe) throws IOException {
    Optional<History> existing = history(step, seed);
    return existing.isPresent()
        && (existing.get().diverged()
            || (existing.get().complete() && existing.get().recipe().epochs() >= recipe.epochs()));
  }

  private void publish() throws IOException {
    Comparison comparison = comparison();
    ComparisonFiles.write(comparison, folder, texts);
    Figure.attempt(() -> ComparisonFiles.draw(comparison, folder, texts))
        .ifPresent(listener::onNoFigures);
    listener.onComparison(comparison);
  }

  /**
   * Compares all finished and diverged runs.
   *
   * @throws IOException if a run cannot be read
   */
  public Comparison comparison() throws IOException {
    List<Group> groups = new ArrayList<>();
    for (int step = 0; step < ladder.steps().size(); step++) {
      List<History> runs = new ArrayList<>();
      for (long seed : seeds) {
        history(step, seed).filter(run -> run.complete() || run.diverged()).ifPresent(runs::add);
      }
      groups.add(new Group(ladder.folder(step), runs));
    }
    return new Comparison(groups, ladder.reference(), Comparison.TARGET);
  }

  private Outcome train(int step, long seed, Recipe recipe) throws IOException {
    try {
      return train(recipe, path(step, seed));
    } catch (NonFiniteLossException e) {
      listener.onDiverged(ladder.steps().get(step), seed, e.getMessage());
      return Outcome.COMPLETED;
    }
  }

  private Outcome train(Recipe recipe, Path path) throws IOException {
    if (Files.exists(path.resolve("recipe.yaml"))) {
      Run run = Run.open(path);
      if (Files.exists(run.last())) {
        return withCurves(training.resume(run, recipe));
      }
      run.clear(); // stopped within its first epoch: no checkpoint to resume from
    }
    return withCurves(training.train(recipe, Optional.of(path)));
  }

  private Outcome withCurves(Training.Result result) {
    Figure.attempt(() -> Curves.draw(result.run())).ifPresent(listener::onNoFigures);
    return result.outcome();
  }

  private Recipe recipe(int step, long seed) throws IOException {
    return PretrainedNormalization.settle(
        RecipeReader.change(ladder.steps().get(step).recipe(), "seed", Long.toString(seed)));
  }

  private Path path(int step, long seed) {
    return folder.resolve(ladder.folder(step)).resolve("seed-" + seed);
  }

  private Optional<History> history(int step, long seed) throws IOException {
    Path path = path(step, seed);
    return Files.exists(path.resolve("recipe.yaml"))
        ? Optional.of(History.of(Run.open(path)))
        : Optional.empty();
  }

  /** Rejects existing runs of other recipes before anything is trained. */
  private void checkExistingRuns() throws IOException {
    for (int step = 0; step < ladder.steps().size(); step++) {
      for (long seed : seeds) {
        Optional<History> existing = history(step, seed);
        if (existing.isPresent()) {
          checkUnchanged(existing.get(), recipe(step, seed));
        }
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
