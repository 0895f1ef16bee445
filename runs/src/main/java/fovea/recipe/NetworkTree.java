package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.nn.Named;
import fovea.nn.Residual;
import java.util.List;
import java.util.Map;

/** Writes lists of layers in their canonical form, as Jackson trees and as YAML. */
final class NetworkTree {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NetworkTree() {}

  /** Converts named layers to entries. */
  static List<Entry> entries(List<Named> layers) {
    Place place = new Place("network");
    return layers.stream().map(named -> new Entry(place, "", named.name(), part(named))).toList();
  }

  private static Part part(Named named) {
    return named.layer() instanceof Residual block
        ? new Part.Block(entries(block.body()), entries(block.shortcut()))
        : new Part.Fixed(named.layer());
  }

  /** The canonical tree of a list. Names that equal the default are omitted. */
  static ArrayNode of(List<Entry> entries) {
    return of(entries, Draft.defaultNames(entries.stream().map(Entry::part).toList()));
  }

  private static ArrayNode of(List<Entry> entries, List<String> defaultNames) {
    ArrayNode list = JSON.arrayNode();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      JsonNode layer = layer(entry.part());
      boolean isDefault = entry.name().equals(defaultNames.get(i));
      list.add(isDefault ? layer : JSON.objectNode().set(entry.name(), layer));
    }
    return list;
  }

  private static JsonNode layer(Part part) {
    if (part instanceof Part.Block block) {
      ObjectNode node = JSON.objectNode();
      node.set("residual", of(block.body()));
      if (!block.shortcut().isEmpty()) {
        node.set("shortcut", of(block.shortcut(), Draft.shortcutNames(block.shortcut().size())));
      }
      return node;
    }
    return JSON.textNode(LayerText.of(part).orElseThrow());
  }

  /**
   * Formats a tree as YAML.
   *
   * @param indent number of spaces before each line
   */
  static String yaml(JsonNode list, int indent) {
    StringBuilder yaml = new StringBuilder();
    append(yaml, list, " ".repeat(indent));
    return yaml.toString();
  }

  private static void append(StringBuilder yaml, JsonNode list, String indent) {
    for (JsonNode entry : list) {
      yaml.append(indent).append("- ");
      if (entry.isObject()) {
        append(yaml, (ObjectNode) entry, indent + "  ");
      } else {
        yaml.append(entry.asText()).append('\n');
      }
    }
  }

  /** Appends a mapping. Its first key continues the current line. */
  private static void append(StringBuilder yaml, ObjectNode fields, String indent) {
    String before = "";
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      yaml.append(before).append(field.getKey()).append(':');
      JsonNode value = field.getValue();
      if (value.isArray()) {
        yaml.append('\n');
        append(yaml, value, indent + "  ");
      } else if (value instanceof ObjectNode inside) {
        yaml.append('\n').append(indent).append("  ");
        append(yaml, inside, indent + "  ");
      } else {
        yaml.append(' ').append(value.asText()).append('\n');
      }
      before = indent;
    }
  }
}
