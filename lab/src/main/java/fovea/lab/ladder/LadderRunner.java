package fovea.lab.ladder;

import fovea.experiment.Training;
import fovea.lab.chart.Curves;
import fovea.lab.words.Texts;
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
 * Trains the runs of a ladder, seed by seed, so that all steps can be compared after the first
 * seed. What is finished or diverged stays; what was interrupted goes on. Each run is a folder
 * {@code STEP/seed-N} of the ladder's, as {@code fovea train --out} would have made it.
 */
public final class LadderRunner {

  private final Ladder ladder;
  private final List<Long> seeds;
  private final Path folder;
  private final Training training;
  private final LadderListener listener;
  private final Texts texts;

  /**
   * @param seeds how many: each step's recipe's own, and those that follow it
   * @param folder the ladder's
   * @param texts the bundle {@code ladder.comparison}, for the comparison's files
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
   * Trains what is not finished, and keeps the comparison's files up to date.
   *
   * @return completed, or interrupted
   * @throws IOException if the folder holds runs of other recipes, or one cannot be read or written
   */
  public Outcome run() throws IOException {
    checkWhatIsThere();
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
        listener.onRun(ladder.steps().get(step), seed, number, runs);
        if (train(step, seed, recipe) == Outcome.INTERRUPTED) {
          return Outcome.INTERRUPTED;
        }
        publish();
      }
    }
    return Outcome.COMPLETED;
  }

  private boolean isFinished(int step, long seed, Recipe recipe) throws IOException {
    Optional<History> there = history(step, seed);
    return there.isPresent()
        && (there.get().diverged()
            || (there.get().complete() && there.get().recipe().epochs() >= recipe.epochs()));
  }

  private void publish() throws IOException {
    Comparison comparison = comparison();
    ComparisonFiles.write(comparison, folder, texts);
    listener.onComparison(comparison);
  }

  /** All that is finished, compared. */
  public Comparison comparison() throws IOException {
    List<Group> groups = new ArrayList<>();
    for (int step = 0; step < ladder.steps().size(); step++) {
      List<History> runs = new ArrayList<>();
      for (long seed : seeds) {
        history(step, seed).filter(run -> run.complete() || run.diverged()).ifPresent(runs::add);
      }
      groups.add(new Group(ladder.folder(step), runs));
    }
    return new Comparison(groups, ladder.against(), Comparison.TARGET);
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
        return drawn(training.resume(run, recipe));
      }
      run.clear(); // it ended in its first epoch: nothing to keep
    }
    return drawn(training.train(recipe, Optional.of(path)));
  }

  private static Outcome drawn(Training.Result result) throws IOException {
    Curves.draw(result.run());
    return result.outcome();
  }

  private Recipe recipe(int step, long seed) {
    return RecipeReader.change(ladder.steps().get(step).recipe(), "seed", Long.toString(seed));
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

  /** Refuses to mix runs of other recipes in, before anything is trained. */
  private void checkWhatIsThere() throws IOException {
    for (int step = 0; step < ladder.steps().size(); step++) {
      for (long seed : seeds) {
        Optional<History> there = history(step, seed);
        if (there.isPresent()) {
          checkSame(there.get(), recipe(step, seed));
        }
      }
    }
  }

  private static void checkSame(History there, Recipe recipe) throws IOException {
    List<String> changes =
        RecipeReader.differences(there.recipe(), recipe).stream()
            .filter(key -> !RecipeKeys.changeable().contains(key))
            .toList();
    if (!changes.isEmpty()) {
      throw new IOException(
          "%s was trained with another recipe (%s): give another --out, or remove it"
              .formatted(there.folder(), String.join(", ", changes)));
    }
    if (there.epochs().size() > recipe.epochs()) {
      throw new IOException(
          "%s was trained for %d epochs, more than %d: give another --out or --epochs"
              .formatted(there.folder(), there.epochs().size(), recipe.epochs()));
    }
  }
}
