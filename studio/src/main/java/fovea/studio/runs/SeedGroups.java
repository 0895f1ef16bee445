package fovea.studio.runs;

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

/**
 * Runs grouped by their recipes, so that a group's runs differ in their seeds alone, each group
 * compared with the first.
 *
 * @param groups the runs that have ended, by recipe
 * @param unfinished number of runs that are left out, since they have not trained to their end
 */
record SeedGroups(List<Group> groups, int unfinished) {

  static SeedGroups of(List<History> all) {
    List<History> ended = all.stream().filter(run -> run.complete() || run.diverged()).toList();
    return new SeedGroups(byRecipe(ended), all.size() - ended.size());
  }

  private static List<Group> byRecipe(List<History> histories) {
    Map<Recipe, List<History>> byRecipe = new LinkedHashMap<>();
    for (History history : histories) {
      Recipe anySeed = RecipeReader.change(history.recipe(), "seed", "0");
      byRecipe.computeIfAbsent(anySeed, recipe -> new ArrayList<>()).add(history);
    }
    Optional<Recipe> first = byRecipe.keySet().stream().findFirst();
    List<Group> groups = new ArrayList<>();
    byRecipe.forEach(
        (recipe, runs) -> groups.add(new Group(name(recipe, first.orElseThrow(), runs), runs)));
    return groups;
  }

  /** What a group changes of the first group's recipe; the first has its model's name. */
  private static String name(Recipe recipe, Recipe first, List<History> runs) {
    List<String> changes = RecipeReader.changes(first, recipe);
    return changes.isEmpty() ? runs.get(0).recipe().model() : String.join(", ", changes);
  }

  ObjectNode answer(RunTree tree) {
    Comparison comparison = new Comparison(groups, Ladder.Reference.FIRST, Comparison.TARGET);
    ObjectNode answer = Json.object().put("unfinished", unfinished);
    ArrayNode rows = answer.putArray("groups");
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      ObjectNode row = rows.addObject().put("name", group.name()).put("diverged", group.diverged());
      ArrayNode runs = row.putArray("runs");
      group.runs().forEach(run -> runs.add(tree.id(run.folder())));
      row.set("test_accuracy", statistics(group.testAccuracy()));
      row.set("gap", statistics(group.gap()));
      row.set("seconds_per_epoch", statistics(group.secondsPerEpoch()));
      comparison
          .difference(i)
          .ifPresent(difference -> row.set("difference", statistics(difference)));
    }
    return answer;
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
