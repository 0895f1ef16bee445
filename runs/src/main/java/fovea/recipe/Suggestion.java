package fovea.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests the known word that is most similar to a misspelt one. */
public final class Suggestion {

  private static final int MAX_EDITS = 3;

  private Suggestion() {}

  /**
   * The end of an error message: {@code ": did you mean 'x'?"}, or all known words if none is
   * similar enough.
   */
  static String among(String text, Collection<String> known) {
    return nearest(text, known)
        .map(each -> ": did you mean '" + each + "'?")
        .orElseGet(() -> ": choose from " + String.join(", ", known.stream().sorted().toList()));
  }

  /** The known word with the fewest edits from a text; empty if none is similar enough. */
  public static Optional<String> nearest(String text, Collection<String> known) {
    return known.stream()
        .filter(each -> distance(text, each) <= allowed(text, each))
        .min(Comparator.comparingInt(each -> distance(text, each)));
  }

  /** The maximum number of edits between similar words: a third of the shorter one, 1 to 3. */
  private static int allowed(String text, String known) {
    return Math.max(1, Math.min(MAX_EDITS, Math.min(text.length(), known.length()) / 3));
  }

  /**
   * The optimal string alignment distance: the minimum number of insertions, deletions and
   * substitutions of letters (Wagner and Fischer 1974) and swaps of two neighbours (Damerau 1964).
   */
  private static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int changed = edits[i - 1][j - 1] + (same ? 0 : 1);
        edits[i][j] = Math.min(changed, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[from.length()][to.length()];
  }
}
