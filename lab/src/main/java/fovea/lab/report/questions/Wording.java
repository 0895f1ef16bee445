package fovea.lab.report.questions;

import fovea.lab.ladder.SampleStatistics;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers as sentences and tables have them.
 *
 * @param texts the bundle {@code report.facts}
 */
record Wording(Texts texts) {

  private static final int MOST_CHANGES = 4;

  private static final Pattern NUMBER = Pattern.compile("(.*: )(\\d[\\d.]*(?:E-?\\d+)?)");

  /** A share in per cent. */
  String percent(double share) {
    return Double.isNaN(share) ? "–" : texts.percent(share);
  }

  /** A mean in per cent, with the standard deviation over seeds if there are several. */
  String percent(SampleStatistics share) {
    return share.count() < 2
        ? percent(share.mean())
        : texts.text(
            "meanOf",
            texts.number(100 * share.mean(), 1),
            texts.number(100 * share.deviation(), 1));
  }

  /** A difference of shares, in points. */
  String points(double share) {
    return Double.isNaN(share) ? "–" : texts.signed(100 * share, 1);
  }

  /** A difference of shares in points, with the 95 % interval over seeds if there are several. */
  String points(SampleStatistics difference) {
    return difference.count() < 2
        ? texts.text("pointsOfOne", points(difference.mean()))
        : texts.text(
            "pointsOf",
            points(difference.mean()),
            points(difference.mean() - difference.marginOfError()),
            points(difference.mean() + difference.marginOfError()));
  }

  /** A difference of shares as a sentence has it, with the 95 % interval if there is one. */
  String pointsInSentence(SampleStatistics difference) {
    return difference.count() < 2
        ? points(difference.mean())
        : texts.text(
            "pointsBetween",
            points(difference.mean()),
            points(difference.mean() - difference.marginOfError()),
            points(difference.mean() + difference.marginOfError()));
  }

  /** How a recipe differs from another, in its own keys; {@code –} if only in the seed. */
  String changes(Recipe from, Recipe to, List<String> keys) {
    List<String> changes =
        RecipeReader.changes(from, to).stream()
            .filter(change -> keys.isEmpty() || keys.contains(change.replaceFirst(":.*", "")))
            .filter(change -> !change.matches("(seed|threads|max_time|activations):.*"))
            .toList();
    String shown =
        changes.stream().limit(MOST_CHANGES).map(this::shown).collect(Collectors.joining(", "));
    return changes.isEmpty() ? "–" : shown + (changes.size() > MOST_CHANGES ? ", …" : "");
  }

  /** A key and its value as text: without quotes, and a number as the language writes it. */
  private String shown(String change) {
    String plain = change.replaceAll("[\"\\[\\]]", "").replace(",", ", ").replace('_', '-');
    Matcher number = NUMBER.matcher(plain);
    return number.matches()
        ? number.group(1) + texts.brief(Double.parseDouble(number.group(2)))
        : plain;
  }

  String count(long number) {
    return texts.number(number);
  }

  String number(double value, int decimals) {
    return Double.isNaN(value) ? "–" : texts.number(value, decimals);
  }
}
