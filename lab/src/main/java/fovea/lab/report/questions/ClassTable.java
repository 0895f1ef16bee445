package fovea.lab.report.questions;

import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderReader;
import fovea.lab.ladder.SampleStatistics;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The folders of several students' runs beside each other: what each has done of the ladder {@code
 * sheet}, and how the recipes differ from it.
 *
 * @param rows a row for each folder, in the order given
 */
public record ClassTable(List<Row> rows) {

  public ClassTable {
    rows = List.copyOf(rows);
  }

  /**
   * A student's folder.
   *
   * @param student the part of the folder's path in which it differs from the others'
   * @param folder the folder
   * @param runs number of runs in it that can be read and have a result, or diverged
   * @param steps what was trained of each step of the ladder, in its order
   */
  public record Row(String student, Path folder, int runs, List<Optional<Step>> steps) {
    public Row {
      steps = List.copyOf(steps);
    }

    /** Number of steps of which there is a run. */
    public int done() {
      return (int) steps.stream().filter(Optional::isPresent).count();
    }
  }

  /**
   * What was trained of a step.
   *
   * @param testAccuracy after the last epoch, over seeds; from 0 to 1
   * @param seeds the seeds
   * @param trainImages number of training images
   * @param differences how the recipe differs from the step's, as {@code key: value}
   */
  public record Step(
      SampleStatistics testAccuracy, List<Long> seeds, int trainImages, List<String> differences) {
    public Step {
      seeds = List.copyOf(seeds);
      differences = List.copyOf(differences);
    }
  }

  /**
   * Reads folders. A run that cannot be read is left out, with a warning.
   *
   * @param folders each holds the runs of one student, directly or in folders of their own
   * @throws IllegalArgumentException if one is no folder
   * @throws IOException if one cannot be read
   */
  public static ClassTable of(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(
            folder + " is no folder: give one for each student, with the runs in it");
      }
    }
    Ladder sheet = LadderReader.read(LadderReader.DEFAULT, Map.of());
    List<String> names = names(folders);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      FoundRuns runs = FoundRuns.below(folders.get(i));
      List<Optional<Step>> steps = new ArrayList<>();
      for (Ladder.Step step : sheet.steps()) {
        steps.add(step(runs, step.recipe()));
      }
      rows.add(new Row(names.get(i), folders.get(i), runs.all().size(), steps));
    }
    return new ClassTable(rows);
  }

  /**
   * Of all runs with a step's techniques those on most images, then the longest and those with most
   * seeds.
   */
  private static Optional<Step> step(FoundRuns runs, Recipe wanted) {
    Set<Technique> techniques = Technique.of(wanted);
    return runs
        .groups(run -> run.ofTheLab() && Technique.of(run.recipe()).equals(techniques))
        .stream()
        .max(
            Comparator.<SeedGroup>comparingInt(group -> group.first().info().trainImages())
                .thenComparingInt(group -> group.recipe().epochs())
                .thenComparingInt(group -> group.runs().size())
                .thenComparingInt(group -> -differences(wanted, group.recipe()).size()))
        .map(
            group ->
                new Step(
                    group.group().testAccuracy(),
                    group.runs().stream()
                        .filter(FoundRun::hasResult)
                        .map(run -> run.recipe().seed())
                        .toList(),
                    group.first().info().trainImages(),
                    differences(wanted, group.recipe())));
  }

  private static List<String> differences(Recipe wanted, Recipe actual) {
    return RecipeReader.changes(wanted, actual).stream()
        .filter(
            change -> !FoundRuns.NO_DIFFERENCE.contains(change.substring(0, change.indexOf(':'))))
        .toList();
  }

  /** The folders' paths without the parts at either end in which they agree. */
  private static List<String> names(List<Path> folders) {
    List<List<String>> parts = new ArrayList<>();
    for (Path folder : folders) {
      List<String> names = new ArrayList<>();
      folder.toAbsolutePath().normalize().forEach(part -> names.add(part.toString()));
      parts.add(names);
    }
    while (folders.size() > 1 && agree(parts, 0)) {
      parts.forEach(names -> names.remove(0));
    }
    while (folders.size() > 1 && agree(parts, -1)) {
      parts.forEach(names -> names.remove(names.size() - 1));
    }
    return parts.stream()
        .map(names -> folders.size() > 1 ? String.join("/", names) : last(names))
        .toList();
  }

  private static String last(List<String> names) {
    return names.isEmpty() ? "/" : names.get(names.size() - 1);
  }

  /** Whether all paths are longer than one part, and have the same first one, or last one. */
  private static boolean agree(List<List<String>> parts, int end) {
    return parts.stream().allMatch(names -> names.size() > 1)
        && parts.stream()
                .map(names -> names.get(end == 0 ? 0 : names.size() - 1))
                .distinct()
                .count()
            == 1;
  }
}
