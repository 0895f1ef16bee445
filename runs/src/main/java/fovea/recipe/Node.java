package fovea.recipe;

import java.util.List;

/** A YAML tree with the position of each node. */
sealed interface Node {

  Place place();

  /** A text, as it is written. */
  record Text(Place place, String text) implements Node {}

  /** A list. */
  record Items(Place place, List<Node> items) implements Node {}

  /** Keys and their values, in order. */
  record Fields(Place place, List<Field> fields) implements Node {}

  /** Nothing, or YAML's {@code null}. */
  record Nothing(Place place) implements Node {}

  /** A key and its value. */
  record Field(Place place, String key, Node value) {}

  /** What it is, for messages. */
  default String kind() {
    if (this instanceof Text text) {
      return Place.quote(text.text());
    }
    if (this instanceof Items) {
      return "a list";
    }
    return this instanceof Fields ? "lines of 'key: value'" : "nothing";
  }
}
