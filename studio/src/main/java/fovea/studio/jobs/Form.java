package fovea.studio.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderReader;
import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import fovea.studio.web.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The form from which trainings are started. */
final class Form {

  private final List<FormSection> sections;
  private final Map<String, ObjectNode> known = new ConcurrentHashMap<>();

  /**
   * @param sections the keys of recipes
   */
  Form(List<FormSection> sections) {
    this.sections = List.copyOf(sections);
  }

  /**
   * The keys with their values in a recipe.
   *
   * @param recipe the name of a recipe that ships with Fovea, which does not change
   */
  ObjectNode of(String recipe) throws IOException {
    ObjectNode answer = known.get(recipe);
    if (answer == null) {
      answer = read(recipe);
      known.put(recipe, answer);
    }
    return answer;
  }

  private ObjectNode read(String recipe) throws IOException {
    Order chosen = new Order(Order.Kind.TRAIN, recipe, Map.of(), 1);
    Map<String, RecipeKey> keys =
        RecipeKeys.all().stream().collect(Collectors.toMap(RecipeKey::name, key -> key));
    ObjectNode answer = Json.object();
    answer.set("recipes", Json.tree(RecipeReader.shipped()));
    answer.set("values", Json.tree(RecipeReader.read(chosen.base(), Map.of())));
    ladders(answer.putArray("ladders"));
    ArrayNode parts = answer.putArray("sections");
    for (FormSection section : sections) {
      ObjectNode part = parts.addObject();
      part.set("title", Json.tree(section.title()));
      ArrayNode rows = part.putArray("keys");
      section.keys().forEach(key -> rows.add(row(key, keys.get(key.name()))));
    }
    return answer;
  }

  private static void ladders(ArrayNode ladders) throws IOException {
    for (String name : LadderReader.shipped()) {
      Ladder ladder = LadderReader.read(name, Map.of());
      ladders
          .addObject()
          .put("name", name)
          .set("steps", Json.tree(ladder.steps().stream().map(Ladder.Step::name).toList()));
    }
  }

  private static ObjectNode row(FormSection.Key key, RecipeKey known) {
    ObjectNode row = Json.object().put("name", key.name()).put("label", known.label());
    row.set("default", Json.tree(known.usual()));
    row.set("choices", Json.tree(known.choices()));
    row.put("range", known.range());
    row.set("help", Json.tree(key.help()));
    return row;
  }
}
