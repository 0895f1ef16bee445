package fovea.nn;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Suggests the known word nearest to a misspelt one. */
public final class Suggestion {

  private static final int MOST_EDITS = 3;

  /** What other libraries call some keys and options. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("learning-rate", "lr"),
          Map.entry("rate", "lr"),
          Map.entry("eta", "lr"),
          Map.entry("num-epochs", "epochs"),
          Map.entry("n-epochs", "epochs"),
          Map.entry("batch", "batch-size"),
          Map.entry("bs", "batch-size"),
          Map.entry("minibatch-size", "batch-size"),
          Map.entry("data", "dataset"),
          Map.entry("optim", "optimizer"),
          Map.entry("optimiser", "optimizer"),
          Map.entry("solver", "optimizer"),
          Map.entry("scheduler", "schedule"),
          Map.entry("lr-scheduler", "schedule"),
          Map.entry("lr-schedule", "schedule"),
          Map.entry("wd", "weight-decay"),
          Map.entry("l2", "weight-decay"),
          Map.entry("arch", "model"),
          Map.entry("augmentation", "augment"),
          Map.entry("transforms", "augment"),
          Map.entry("normalization", "normalize"),
          Map.entry("normalisation", "normalize"),
          Map.entry("batch-normalization", "batch-norm"),
          Map.entry("bn", "batch-norm"),
          Map.entry("std", "deviation"),
          Map.entry("early-stopping", "patience"),
          Map.entry("validation", "holdout"),
          Map.entry("random-seed", "seed"),
          Map.entry("output", "out"),
          Map.entry("language", "lang"),
          Map.entry("eval", "evaluate"),
          Map.entry("test", "evaluate"),
          Map.entry("classify", "predict"),
          Map.entry("infer", "predict"),
          Map.entry("benchmark", "bench"),
          Map.entry("lr-finder", "lr-find"));

  private Suggestion() {}

  /** {@code ": did you mean 'x'?"}, or the list of what there is if nothing is near. */
  public static String among(String text, Collection<String> known) {
    return nearest(text, known)
        .map(each -> ": did you mean '" + each + "'?")
        .orElseGet(() -> ": choose from " + String.join(", ", known.stream().sorted().toList()));
  }

  /**
   * The nearest of what there is, by its letters or by its meaning; empty if nothing is near.
   * Dashes before a name, and whether it has dashes or underscores inside, make no difference.
   */
  public static Optional<String> nearest(String text, Collection<String> known) {
    String typed = plain(text);
    String meant = SYNONYMS.getOrDefault(typed, typed);
    return known.stream()
        .filter(each -> plain(each).equals(meant))
        .findFirst()
        .or(
            () ->
                known.stream()
                    .filter(each -> distance(typed, plain(each)) <= allowed(typed, plain(each)))
                    .min(Comparator.comparingInt(each -> distance(typed, plain(each)))));
  }

  private static String plain(String name) {
    return name.replaceFirst("^--?", "").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private static int allowed(String text, String known) {
    return Math.max(1, Math.min(MOST_EDITS, Math.min(text.length(), known.length()) / 3));
  }

  /**
   * Edits from one text to another (Wagner and Fischer 1974); two letters that changed places are
   * one edit (Damerau 1964).
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
