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
 * An entry before its siblings are known, which its name depends on if none is given.
 *
 * @param place where it stands
 * @param text what stands there
 * @param given the name that it is given
 * @param part what it is
 */
record Draft(Place place, String text, Optional<String> given, Part part) {

  /** The entries of a list, with the names of {@link #usual} where none are given. */
  static List<Entry> named(List<Draft> drafts) {
    return named(drafts, usual(parts(drafts)), given(drafts));
  }

  /** A residual block, its two lists with names that differ from each other too. */
  static Part block(List<Draft> body, List<Draft> shortcut) {
    Set<String> taken = given(Stream.concat(body.stream(), shortcut.stream()).toList());
    return new Part.Block(
        named(body, usual(parts(body)), taken),
        named(shortcut, usualOfShortcut(shortcut.size()), taken));
  }

  /**
   * The names of layers that are given none: what they would be if no layer of the list were, so
   * that to name one layer leaves the names of all others as they are.
   */
  static List<String> usual(List<Part> parts) {
    List<Layer> layers = parts.stream().map(part -> part.layer(1)).toList();
    return Layers.name(layers).stream().map(Named::name).toList();
  }

  /** The same, of the layers of a block's shortcut. */
  static List<String> usualOfShortcut(int layers) {
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

  private static List<Entry> named(List<Draft> drafts, List<String> usual, Set<String> taken) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      String name = draft.given().isPresent() ? draft.given().get() : free(usual.get(i), taken);
      entries.add(new Entry(draft.place(), draft.text(), name, draft.part()));
    }
    return entries;
  }

  /** The name, or with a number if another layer was given it. */
  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      free = name + "_" + number;
    }
    return free;
  }
}
