package fovea.recipe;

import java.util.List;

/** A node of a YAML tree, with its position in the source. */
sealed interface Node {

  Place place();

  /** A scalar, as it is written. */
  record Text(Place place, String text) implements Node {}

  /** A sequence. */
  record Items(Place place, List<Node> items) implements Node {}

  /** A mapping, in the order of the source. */
  record Fields(Place place, List<Field> fields) implements Node {}

  /** An absent value, or {@code null}. */
  record Nothing(Place place) implements Node {}

  /** An entry of a mapping. */
  record Field(Place place, String key, Node value) {}

  /** A description of the node, for error messages. */
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
