package fovea.recipe;

/**
 * A named layer or residual block of a network, after repeats have been expanded.
 *
 * @param place its position in the source
 * @param text its text in the source
 * @param name its name, unique in its list
 * @param part the layer or block
 */
record Entry(Place place, String text, String name, Part part) {

  /**
   * How error messages refer to the entry: by its text and its full name.
   *
   * @param prefix the names of the enclosing blocks, each followed by a point
   */
  String label(String prefix) {
    return "%s (%s%s)".formatted(Place.quote(text), prefix, name);
  }
}
