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

  /** The value of a key; nothing if there is none, or the node is no mapping. */
  default Node field(String key) {
    return this instanceof Fields fields
        ? fields.fields().stream()
            .filter(field -> field.key().equals(key))
            .findFirst()
            .map(Field::value)
            .orElse(new Nothing(place()))
        : new Nothing(place());
  }

  /** The item at an index, from 0; nothing if there is none, or the node is no sequence. */
  default Node item(int index) {
    return this instanceof Items items && index < items.items().size()
        ? items.items().get(index)
        : new Nothing(place());
  }

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
