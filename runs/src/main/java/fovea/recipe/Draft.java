package fovea.recipe;

import fovea.nn.Layer;
import fovea.nn.Layers;
import fovea.nn.Named;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A layer or residual block of a list, before it is named: a default name depends on the other
 * layers of the list.
 *
 * @param place its position in the source
 * @param text its text in the source
 * @param given the name that the source gives it, if any
 * @param part the layer or block
 */
record Draft(Place place, String text, Optional<String> given, Part part) {

  /**
   * Names the layers of a list. Those without a given name get {@link #defaultNames}, with a number
   * appended if another layer was given that name.
   */
  static List<Entry> named(List<Draft> drafts) {
    return named(drafts, defaultNames(parts(drafts)), given(drafts));
  }

  /** Creates a residual block. Names are unique across its body and shortcut. */
  static Part block(List<Draft> body, List<Draft> shortcut) {
    Set<String> taken = given(Stream.concat(body.stream(), shortcut.stream()).toList());
    return new Part.Block(
        named(body, defaultNames(parts(body)), taken),
        named(shortcut, shortcutNames(shortcut.size()), taken));
  }

  /**
   * The default names of the layers of a list: those of {@link Layers#name} if no layer had a given
   * name. So naming one layer leaves the names of all others unchanged.
   */
  static List<String> defaultNames(List<Part> parts) {
    List<Layer> layers = parts.stream().map(part -> part.layer(1)).toList();
    return Layers.name(layers).stream().map(Named::name).toList();
  }

  /**
   * The default names of the layers of a shortcut: {@code shortcut.0}, {@code shortcut.1} and so
   * on.
   */
  static List<String> shortcutNames(int layers) {
    return IntStream.range(0, layers).mapToObj(i -> "shortcut." + i).toList();
  }

  private static List<Part> parts(List<Draft> drafts) {
    return drafts.stream().map(Draft::part).toList();
  }

  private static Set<String> given(List<Draft> drafts) {
    Set<String> given = new HashSet<>();
    drafts.forEach(draft -> draft.given().ifPresent(given::add));
    return given;
  }

  private static List<Entry> named(List<Draft> drafts, List<String> defaults, Set<String> taken) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      String name =
          draft.given().isPresent() ? draft.given().get() : unique(defaults.get(i), taken);
      entries.add(new Entry(draft.place(), draft.text(), name, draft.part()));
    }
    return entries;
  }

  /**
   * Returns the name, with {@code _2}, {@code _3} and so on appended if it is taken, and adds the
   * result to the names taken.
   */
  private static String unique(String name, Set<String> taken) {
    String unique = name;
    for (int number = 2; !taken.add(unique); number++) {
      unique = name + "_" + number;
    }
    return unique;
  }
}
