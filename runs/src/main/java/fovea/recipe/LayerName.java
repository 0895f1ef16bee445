package fovea.recipe;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/**
 * Validates names of layers and networks, and inserts round numbers into names within repeats.
 * Names are also used for parameters, for files and on the command line, so they consist of
 * letters, digits, {@code .}, {@code _} and {@code -} only.
 */
final class LayerName {

  /** The placeholder for the round number in names within a repeat. */
  static final char PLACEHOLDER = '#';

  private static final int MAX_LENGTH = 64;
  private static final List<String> RESERVED = List.of("residual", "shortcut", "repeat");

  private LayerName() {}

  /**
   * Checks that a name is valid.
   *
   * @throws RecipeException if it is not
   */
  static void require(Place place, String name) {
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?")) {
      throw place.refuse(
          "the name %s must be of the letters A to Z, digits, and . _ - between them"
              .formatted(Place.quote(name)));
    }
    if (name.length() > MAX_LENGTH) {
      throw place.refuse(
          "the name %s has %s characters: at most %s"
              .formatted(Place.quote(name), name.length(), MAX_LENGTH));
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw place.refuse("'%s' is a word of the list: choose another name".formatted(name));
    }
  }

  /**
   * The valid name nearest to a text, such as the name of a file: without accents, and with a
   * hyphen for what no name can have.
   */
  static String nearest(String text) {
    String name =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[._-]+", "");
    String end = name.substring(0, Math.min(name.length(), MAX_LENGTH)).replaceAll("[.-]+$", "");
    return end.isEmpty() || RESERVED.contains(end.toLowerCase(Locale.ROOT)) ? "network" : end;
  }

  /**
   * Replaces each placeholder of a name by the number of a round, for a layer within a repeat or
   * nested repeats.
   *
   * @param rounds the round numbers, outermost repeat first; empty outside of any repeat
   * @throws RecipeException if the number of placeholders is not that of the repeats
   */
  static String inRound(Place place, String name, List<Integer> rounds) {
    long placeholders = name.chars().filter(each -> each == PLACEHOLDER).count();
    if (rounds.isEmpty() && placeholders > 0) {
      throw place.refuse(
          "the name %s has a #, the number of a repeat's round: there is no repeat around it"
              .formatted(Place.quote(name)));
    }
    if (placeholders != rounds.size()) {
      throw place.refuse(
          "the name %s comes back in each round: give it %s, such as '%s'"
              .formatted(
                  Place.quote(name),
                  rounds.size() == 1
                      ? "one # for the round's number"
                      : "%s # for the rounds' numbers, outermost first".formatted(rounds.size()),
                  name.replaceAll("#", "") + "#" + ".#".repeat(rounds.size() - 1)));
    }
    String numbered = name;
    for (int round : rounds) {
      numbered = numbered.replaceFirst("#", Integer.toString(round));
    }
    return numbered;
  }
}
