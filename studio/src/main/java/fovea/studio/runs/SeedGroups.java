package fovea.studio.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Comparison;
import fovea.lab.ladder.Group;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.SampleStatistics;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.studio.web.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs grouped by their recipes, so that a group's runs differ in their seeds alone, each group
 * compared with the first. Groups without a run that has ended come last.
 *
 * @param groups the runs that have ended, by recipe
 * @param unfinished of each group, the runs that have not trained to their end
 */
record SeedGroups(List<Group> groups, List<List<History>> unfinished) {

  static SeedGroups of(List<History> all) {
    Map<Boolean, List<History>> byEnd =
        all.stream().collect(Collectors.partitioningBy(SeedGroups::ended));
    Map<Recipe, List<History>> byRecipe = new LinkedHashMap<>();
    for (boolean ended : List.of(true, false)) {
      for (History history : byEnd.get(ended)) {
        Recipe anySeed = RecipeReader.change(history.recipe(), "seed", "0");
        byRecipe.computeIfAbsent(anySeed, recipe -> new ArrayList<>()).add(history);
      }
    }
    Optional<Recipe> first = byRecipe.keySet().stream().findFirst();
    List<Group> groups = new ArrayList<>();
    List<List<History>> unfinished = new ArrayList<>();
    byRecipe.forEach(
        (recipe, runs) -> {
          String name = name(recipe, first.orElseThrow(), runs);
          groups.add(new Group(name, runs.stream().filter(SeedGroups::ended).toList()));
          unfinished.add(runs.stream().filter(run -> !ended(run)).toList());
        });
    return new SeedGroups(groups, unfinished);
  }

  private static boolean ended(History run) {
    return run.complete() || run.diverged();
  }

  /** What a group changes of the first group's recipe; the first has its model's name. */
  private static String name(Recipe recipe, Recipe first, List<History> runs) {
    List<String> changes = RecipeReader.changes(first, recipe);
    return changes.isEmpty() ? runs.get(0).recipe().model() : String.join(", ", changes);
  }

  ObjectNode answer(RunTree tree) {
    Comparison comparison = new Comparison(groups, Ladder.Reference.FIRST, Comparison.TARGET);
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("groups");
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      ObjectNode row = rows.addObject().put("name", group.name()).put("diverged", group.diverged());
      row.set("runs", ids(group.runs(), tree));
      row.set("unfinished", ids(unfinished.get(i), tree));
      row.set("test_accuracy", statistics(group.testAccuracy()));
      row.set("gap", statistics(group.gap()));
      row.set("seconds_per_epoch", statistics(group.secondsPerEpoch()));
      comparison
          .difference(i)
          .ifPresent(difference -> row.set("difference", statistics(difference)));
    }
    return answer;
  }

  private static JsonNode ids(List<History> runs, RunTree tree) {
    return Json.tree(runs.stream().map(run -> tree.id(run.folder())).toList());
  }

  private static ObjectNode statistics(SampleStatistics sample) {
    ObjectNode node = Json.object().put("count", sample.count());
    put(node, "mean", sample.mean());
    put(node, "deviation", sample.deviation());
    put(node, "margin", sample.marginOfError());
    return node;
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    }
  }
}
