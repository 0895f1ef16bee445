package fovea.lab;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what a person meant. */
public final class Suggestion {

  private static final int MOST_EDITS = 3;

  private Suggestion() {}

  /** {@code ": did you mean 'x'?"}, or the list of what there is if nothing is near. */
  static String among(String text, Collection<String> known) {
    return nearest(text, known)
        .map(each -> ": did you mean '" + each + "'?")
        .orElseGet(() -> ": choose from " + String.join(", ", known.stream().sorted().toList()));
  }

  /** The nearest of what there is; empty if nothing is near. */
  public static Optional<String> nearest(String text, Collection<String> known) {
    return known.stream()
        .filter(each -> distance(text, each) <= allowed(text, each))
        .min(Comparator.comparingInt(each -> distance(text, each)));
  }

  private static int allowed(String text, String known) {
    return Math.max(1, Math.min(MOST_EDITS, Math.min(text.length(), known.length()) / 3));
  }

  /** Edits from one text to another (Wagner and Fischer 1974). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
