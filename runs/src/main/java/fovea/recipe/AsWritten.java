package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * Undoes what YAML 1.1 makes of plain words: {@code no} becomes false, and {@code 010} becomes 8.
 * Whoever writes them may mean anything else, so the keys get the text itself and say what they
 * take.
 */
final class AsWritten {

  /** Numbers that people read as what they are. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(0|[1-9][0-9]*|[0-9]*\\.[0-9]*|)([eE][-+]?[0-9]+)?");

  /** A word that YAML takes for something else, as it is written without quotes. */
  static final class Unquoted extends TextNode {
    private static final long serialVersionUID = 1L;

    private Unquoted(String text) {
      super(text);
    }
  }

  private AsWritten() {}

  /**
   * Restores the original text of scalars that YAML reads as something else, such as {@code no} and
   * {@code 1e3}.
   *
   * @param tree the values as YAML has them, which may be changed
   * @param text the same tree as it is written
   */
  static JsonNode of(JsonNode tree, Node text) {
    if (tree instanceof ObjectNode object && text instanceof Node.Fields fields) {
      for (Node.Field field : fields.fields()) {
        object.replace(field.key(), of(object.path(field.key()), field.value()));
      }
    } else if (tree instanceof ArrayNode array && text instanceof Node.Items items) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, of(array.get(i), items.items().get(i)));
      }
    } else if (text instanceof Node.Text word && !means(tree, word.text())) {
      return new Unquoted(word.text());
    }
    return tree;
  }

  private static boolean means(JsonNode value, String text) {
    if (value.isBoolean()) {
      return text.equals("true") || text.equals("false");
    }
    return !value.isNumber() || NUMBER.matcher(text).matches();
  }
}
