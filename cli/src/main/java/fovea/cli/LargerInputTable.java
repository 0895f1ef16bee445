package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.understand.LargerInput;
import fovea.lab.understand.LargerInput.Row;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import java.util.Locale;

/** Prints which layers of a network can be applied to images of another size. */
final class LargerInputTable {

  private final Console console;
  private final Texts texts;
  private final boolean json;

  /**
   * @param language {@code en} or {@code fr}
   * @throws IllegalArgumentException if there is no such language
   */
  LargerInputTable(Console console, String language, boolean json) {
    this.console = console;
    this.texts = Texts.of("understand.larger", language);
    this.json = json;
  }

  /**
   * Prints the layers of the network as it is, then with its linear layers converted to
   * convolutions.
   */
  void print(LargerInput plain) {
    LargerInput converted = plain.converted();
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode().put("model", plain.network().name());
      plain.given().dims().forEach(node.putArray("input")::add);
      add(node.putArray("layers"), plain);
      add(node.putArray("converted"), converted);
      console.json(node);
      return;
    }
    console.result("%s", texts.text("plain", plain.network().name(), plain.made(), plain.given()));
    rows(plain);
    console.result("%s", texts.text(plain.complete() ? "complete" : "incomplete"));
    console.result("");
    console.result("%s", texts.text("converted"));
    rows(converted);
    Row last = converted.rows().get(converted.rows().size() - 1);
    Shape map = last.given();
    console.result(
        "%s",
        texts.text(
            "map",
            map,
            texts.number(map.channels()),
            texts.number(map.area()),
            plain.made().size()));
  }

  private void rows(LargerInput result) {
    int width = result.rows().stream().mapToInt(row -> row.name().length()).max().orElseThrow();
    String format = "  %-" + width + "s  %-15s %-13s %-13s %s";
    console.result(
        format, texts.text("layer"), "", result.made(), result.given(), texts.text("verdict"));
    for (Row row : result.rows()) {
      console.result(
          format,
          row.name(),
          row.type(),
          row.made(),
          row.computed() ? row.given() : "-",
          texts.text(key(row), texts.number(row.given().elements())));
    }
  }

  private static String key(Row row) {
    return row.verdict().name().toLowerCase(Locale.ROOT);
  }

  private static void add(ArrayNode layers, LargerInput result) {
    for (Row row : result.rows()) {
      ObjectNode layer = layers.addObject().put("name", row.name()).put("type", row.type());
      row.made().dims().forEach(layer.putArray("made_for")::add);
      layer.put("computed", row.computed()).put("verdict", key(row));
      if (row.computed()) {
        row.given().dims().forEach(layer.putArray("output")::add);
      }
    }
  }
}
