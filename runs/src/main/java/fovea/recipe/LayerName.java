package fovea.recipe;

import java.util.List;
import java.util.Locale;

/**
 * Names of layers and networks. They become names of parameters, of files and of values on the
 * command line, so they have letters, digits, {@code .}, {@code _} and {@code -} only.
 */
final class LayerName {

  /** Stands for the number of the round in names within a repeat. */
  static final char MARK = '#';

  private static final int LONGEST = 64;
  private static final List<String> KEYS = List.of("residual", "shortcut", "repeat");

  private LayerName() {}

  /**
   * Refuses what is not fit for a name.
   *
   * @throws RecipeException if it is not
   */
  static void require(Place place, String name) {
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?")) {
      throw place.refuse(
          "the name %s must be of the letters A to Z, digits, and . _ - between them"
              .formatted(Place.quote(name)));
    }
    if (name.length() > LONGEST) {
      throw place.refuse(
          "the name %s has %d characters: at most %d"
              .formatted(Place.quote(name), name.length(), LONGEST));
    }
    if (KEYS.contains(name.toLowerCase(Locale.ROOT))) {
      throw place.refuse("'%s' is a word of the list: choose another name".formatted(name));
    }
  }

  /**
   * The name in one round of a repeat, or of repeats within each other.
   *
   * @param rounds their numbers, of the outermost first; none outside of any repeat
   * @throws RecipeException if the name has not as many marks as there are repeats
   */
  static String inRound(Place place, String name, List<Integer> rounds) {
    long marks = name.chars().filter(each -> each == MARK).count();
    if (rounds.isEmpty() && marks > 0) {
      throw place.refuse(
          "the name %s has a #, the number of a repeat's round: there is no repeat around it"
              .formatted(Place.quote(name)));
    }
    if (marks != rounds.size()) {
      throw place.refuse(
          "the name %s comes back in each round: give it %s, such as '%s'"
              .formatted(
                  Place.quote(name),
                  rounds.size() == 1
                      ? "one # for the round's number"
                      : "%d # for the rounds' numbers, outermost first".formatted(rounds.size()),
                  name.replaceAll("#", "") + "#" + ".#".repeat(rounds.size() - 1)));
    }
    String numbered = name;
    for (int round : rounds) {
      numbered = numbered.replaceFirst("#", Integer.toString(round));
    }
    return numbered;
  }
}
