package fovea.lab.report.questions;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.recipe.Recipe;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs below a folder, found by what their recipes say, not by their names. */
final class FoundRuns {

  private static final Logger LOG = LoggerFactory.getLogger(FoundRuns.class);

  /** The folder of a run of a ladder is three levels down. */
  private static final int DEPTH = 5;

  /**
   * Keys that do not change what a run learns, and the seed, in which the runs of a group differ.
   */
  static final Set<String> NO_DIFFERENCE = Set.of("seed", "threads", "max_time", "activations");

  private final List<FoundRun> all;

  FoundRuns(List<FoundRun> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Finds the runs below a folder; none if there is no such folder. A run that cannot be read is
   * left out, with a warning.
   *
   * @throws IOException if a folder cannot be read
   */
  static FoundRuns below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new FoundRuns(List.of());
    }
    List<Path> recipes;
    try (Stream<Path> files = Files.find(folder, DEPTH, (file, kind) -> isRecipe(file))) {
      recipes = files.sorted().toList();
    }
    return new FoundRuns(
        recipes.parallelStream()
            .flatMap(recipe -> read(folder, recipe.toAbsolutePath().getParent()).stream())
            .filter(run -> run.history().diverged() || run.hasResult())
            .toList());
  }

  private static Optional<FoundRun> read(Path folder, Path place) {
    try {
      Run run = Run.open(place);
      if (run.hasInfo()) {
        String name = folder.toAbsolutePath().relativize(place).toString().replace('\\', '/');
        return Optional.of(FoundRun.of(name, run));
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} is left out: {}", place, e.getMessage());
    }
    return Optional.empty();
  }

  private static boolean isRecipe(Path file) {
    return file.endsWith("recipe.yaml");
  }

  List<FoundRun> all() {
    return all;
  }

  /** The run that fits best: of the data set with most images, with the most epochs. */
  Optional<FoundRun> longest(Predicate<FoundRun> wanted) {
    return all.stream()
        .filter(FoundRun::hasResult)
        .filter(wanted)
        .max(
            Comparator.<FoundRun>comparingInt(run -> run.info().trainImages())
                .thenComparingInt(run -> run.history().epochs().size()));
  }

  /** Runs that differ in their seeds alone, together. */
  List<SeedGroup> groups(Predicate<FoundRun> wanted) {
    return by(all.stream().filter(wanted).toList(), Set.of()).stream()
        .map(SeedGroup::of)
        .filter(SeedGroup::hasResult)
        .toList();
  }

  /**
   * Groups whose recipes agree in all but some keys: alternatives to each other. The family with
   * the most members comes first.
   *
   * @param free the keys in which they may differ
   * @param wanted which runs to consider
   */
  List<List<SeedGroup>> families(Set<String> free, Predicate<FoundRun> wanted) {
    List<FoundRun> considered = all.stream().filter(wanted).toList();
    return by(considered, free).stream()
        .map(family -> by(family, Set.of()).stream().map(SeedGroup::of).toList())
        .map(family -> family.stream().filter(SeedGroup::hasResult).toList())
        .filter(family -> family.size() > 1)
        .sorted(Comparator.<List<SeedGroup>>comparingInt(List::size).reversed())
        .toList();
  }

  /**
   * Two groups that differ in some keys alone: one without and one with what is asked about. Of
   * several pairs, that on most images, then one in which the first has all techniques that the lab
   * introduces earlier and no other, then the one with the most seeds in common and epochs.
   *
   * @param technique the technique that is asked about
   * @param free the keys in which they may differ
   */
  Optional<Pair> pair(
      Technique technique, Set<String> free, Predicate<Recipe> without, Predicate<Recipe> with) {
    List<Pair> pairs = new ArrayList<>();
    for (List<SeedGroup> family : families(free, FoundRun::ofTheLab)) {
      for (SeedGroup one : family) {
        for (SeedGroup other : family) {
          if (without.test(one.recipe()) && with.test(other.recipe())) {
            pairs.add(new Pair(one, other));
          }
        }
      }
    }
    return pairs.stream()
        .filter(pair -> pair.difference().count() > 0)
        .max(
            Comparator.<Pair>comparingInt(pair -> pair.with().first().info().trainImages())
                .thenComparing(
                    pair -> Technique.of(pair.without().recipe()).equals(technique.before()))
                .thenComparingInt(pair -> pair.difference().count())
                .thenComparingInt(pair -> pair.with().recipe().epochs()));
  }

  /** Runs whose recipes agree in all but some keys, each kind together. */
  private static List<List<FoundRun>> by(List<FoundRun> runs, Set<String> free) {
    Set<String> ignored = new HashSet<>(free);
    ignored.addAll(NO_DIFFERENCE);
    Map<Map<String, JsonNode>, List<FoundRun>> kinds = new LinkedHashMap<>();
    for (FoundRun run : runs) {
      Map<String, JsonNode> values = new HashMap<>(run.settings());
      values.keySet().removeAll(ignored);
      kinds.computeIfAbsent(values, key -> new ArrayList<>()).add(run);
    }
    return List.copyOf(kinds.values());
  }
}
