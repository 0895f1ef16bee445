package fovea.lab.report.questions;

import fovea.lab.ladder.Comparison;
import fovea.lab.ladder.ComparisonFiles;
import fovea.lab.ladder.Group;
import fovea.lab.ladder.Ladder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The steps of the lab's third part, each with all techniques of the steps before it.
 *
 * @param groups the runs of each step that there are, by the number of the step
 */
record Steps(Map<Integer, SeedGroup> groups) {

  /** Fewer steps than this are told by the pairs of single questions. */
  private static final int LEAST = 3;

  /** The techniques of each step; momentum and decay come together. */
  static final List<Set<Technique>> TECHNIQUES =
      List.of(
          Set.of(),
          Set.copyOf(Technique.AUGMENTATION.before()),
          Set.copyOf(Technique.MOMENTUM.before()),
          Set.copyOf(Technique.DROPOUT.before()),
          Set.copyOf(Technique.BATCH_NORM.before()),
          Set.of(Technique.values()));

  /** The learning rates of the ladder {@code sheet}, preferred to those of sweeps. */
  private static final Set<Double> RATES = Set.of(0.1, 0.02);

  Steps {
    groups = Collections.unmodifiableMap(new TreeMap<>(groups));
  }

  /** Finds the steps whose runs differ in nothing else; of several such sets, the largest. */
  static Optional<Steps> of(FoundRuns runs) {
    Set<String> free = new HashSet<>();
    for (Technique each : Technique.values()) {
      free.addAll(each.keys());
    }
    return runs.families(free, FoundRun::ofTheLab).stream()
        .map(Steps::of)
        .filter(steps -> steps.groups().size() >= LEAST)
        .max(Comparator.comparingInt(steps -> steps.groups().size()));
  }

  private static Steps of(List<SeedGroup> family) {
    Map<Integer, SeedGroup> groups = new TreeMap<>();
    for (int step = 0; step < TECHNIQUES.size(); step++) {
      Set<Technique> wanted = TECHNIQUES.get(step);
      Optional<SeedGroup> group =
          family.stream()
              .filter(each -> Technique.of(each.recipe()).equals(wanted))
              .max(
                  Comparator.<SeedGroup>comparingInt(each -> each.runs().size())
                      .thenComparing(each -> RATES.contains(each.recipe().lr())));
      if (group.isPresent()) {
        groups.put(step, group.get());
      }
    }
    return new Steps(groups);
  }

  /** Adds a table and a figure of all steps. */
  void show(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    List<String> names = evidence.texts().list("steps");
    List<String> folders = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<Group> named = new ArrayList<>();
    groups.forEach(
        (step, runs) -> {
          Group group = new Group(names.get(step), runs.group().runs(), runs.group().diverged());
          String difference =
              named.isEmpty() ? "" : words.points(group.differenceTo(named.get(named.size() - 1)));
          rows.add(Comparisons.row(evidence, names.get(step), group, difference));
          folders.addAll(runs.folders());
          named.add(group);
        });
    SeedGroup first = groups.values().iterator().next();
    findings.table(
        "steps",
        folders,
        Comparisons.columns(evidence),
        rows,
        String.valueOf(first.recipe().epochs()),
        words.count(first.first().info().trainImages()));
    findings.figure(
        "curves",
        folders,
        ComparisonFiles.accuracies(
            new Comparison(named, Ladder.Reference.PREVIOUS, Comparison.TARGET),
            evidence.texts("ladder.comparison")));
  }
}
