package fovea.recipe;

/**
 * One layer of a network's list, repeats written out.
 *
 * @param place where it stands
 * @param text what stands there
 * @param name its name among its siblings
 * @param part what it is
 */
record Entry(Place place, String text, String name, Part part) {

  /** How messages call it: its text, and its name within the network. */
  String label(String prefix) {
    return "%s (%s%s)".formatted(Place.quote(text), prefix, name);
  }
}
