package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Converts a Jackson tree, which has no line numbers, to {@link Node}s. */
final class JsonNodes {

  private JsonNodes() {}

  /**
   * Converts a tree. The positions of its nodes are of the form {@code network entry 3}.
   *
   * @param where the position of the root
   */
  static Node of(JsonNode node, String where) {
    return of(node, where, 0);
  }

  private static Node of(JsonNode node, String where, int depth) {
    Place place = new Place(where);
    if (depth > YamlNodes.MAX_DEPTH) {
      throw place.refuse(
          "lists lie more than %s deep in each other".formatted(YamlNodes.MAX_DEPTH));
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
