package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Converts a tree without line numbers to nodes. */
final class JsonNodes {

  private JsonNodes() {}

  /**
   * The tree with places such as {@code network entry 3}.
   *
   * @param where the place of the whole
   */
  static Node of(JsonNode node, String where) {
    return of(node, where, 0);
  }

  private static Node of(JsonNode node, String where, int depth) {
    Place place = new Place(where);
    if (depth > YamlNodes.DEEPEST) {
      throw place.refuse("lists lie more than %d deep in each other".formatted(YamlNodes.DEEPEST));
    }
    if (node.isArray()) {
      List<Node> items = new ArrayList<>();
      for (JsonNode item : node) {
        items.add(of(item, where + " entry " + (items.size() + 1), depth + 1));
      }
      return new Node.Items(place, items);
    }
    if (node.isObject()) {
      List<Node.Field> fields = new ArrayList<>();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String inside = field.getValue().isArray() ? where + ", " + field.getKey() : where;
        fields.add(new Node.Field(place, field.getKey(), of(field.getValue(), inside, depth + 1)));
      }
      return new Node.Fields(place, fields);
    }
    return node.isNull() || node.isMissingNode()
        ? new Node.Nothing(place)
        : new Node.Text(place, node.asText());
  }
}
