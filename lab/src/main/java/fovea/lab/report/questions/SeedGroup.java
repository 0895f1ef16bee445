package fovea.lab.report.questions;

import fovea.lab.ladder.Group;
import fovea.recipe.Recipe;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs whose recipes differ in the seed alone, one for each seed.
 *
 * @param runs the runs, by seed
 */
record SeedGroup(List<FoundRun> runs) {

  /** Keeps for each seed the run that went farthest. */
  static SeedGroup of(List<FoundRun> runs) {
    Map<Long, FoundRun> bySeed = new TreeMap<>();
    for (FoundRun each : runs) {
      bySeed.merge(each.recipe().seed(), each, SeedGroup::farther);
    }
    return new SeedGroup(List.copyOf(bySeed.values()));
  }

  private static FoundRun farther(FoundRun one, FoundRun other) {
    return Comparator.<FoundRun>comparingInt(run -> run.history().epochs().size())
                .compare(one, other)
            >= 0
        ? one
        : other;
  }

  Recipe recipe() {
    return runs.get(0).recipe();
  }

  FoundRun first() {
    return runs.get(0);
  }

  List<String> folders() {
    return runs.stream().map(FoundRun::folder).toList();
  }

  /** The runs as the comparison of ladders takes them. */
  Group group() {
    return new Group("", runs.stream().map(FoundRun::history).toList());
  }

  boolean hasResult() {
    return runs.stream().anyMatch(FoundRun::hasResult);
  }
}
