package fovea.lab.report.questions;

import fovea.lab.ladder.Group;
import fovea.lab.ladder.SampleStatistics;
import fovea.recipe.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Facts that compare runs: with a technique and without, or several alternatives. */
final class Comparisons {

  private static final int MOST_ROWS = 17;

  private Comparisons() {}

  /**
   * States what a technique changed, as a table of two rows, and the values {@code without}, {@code
   * with}, {@code difference}, {@code gapWithout}, {@code gapWith}, {@code spreadWithout}, {@code
   * spreadWith}, and which of {@code better}, {@code worse}, {@code unclear} and {@code oneSeed}
   * holds.
   */
  static void pair(Findings findings, Evidence evidence, Pair pair) {
    Wording words = evidence.words();
    SampleStatistics difference = pair.difference();
    findings.table(
        "pair",
        pair.folders(),
        columns(evidence),
        List.of(
            row(evidence, evidence.texts().text("without"), pair.without().group(), ""),
            row(
                evidence,
                words.changes(pair.without().recipe(), pair.with().recipe(), List.of()),
                pair.with().group(),
                words.points(difference))),
        String.valueOf(pair.with().recipe().epochs()),
        words.count(pair.with().first().info().trainImages()));
    values(findings, words, pair, difference);
  }

  private static void values(
      Findings findings, Wording words, Pair pair, SampleStatistics difference) {
    Group without = pair.without().group();
    Group with = pair.with().group();
    findings.value("without", words.percent(without.testAccuracy()));
    findings.value("with", words.percent(with.testAccuracy()));
    findings.value("difference", words.points(difference));
    findings.value("gapWithout", words.points(without.gap().mean()));
    findings.value("gapWith", words.points(with.gap().mean()));
    findings.value("narrower", with.gap().mean() < without.gap().mean());
    findings.value("spreadWithout", words.number(100 * without.lateSpread().mean(), 2));
    findings.value("spreadWith", words.number(100 * with.lateSpread().mean(), 2));
    findings.value("steadier", with.lateSpread().mean() < without.lateSpread().mean());
    findings.value("firstWithout", first(pair.without(), words));
    findings.value("firstWith", first(pair.with(), words));
    boolean several = difference.count() > 1;
    double margin = several ? difference.marginOfError() : 0;
    boolean better = several && difference.mean() > margin;
    boolean worse = several && difference.mean() < -margin;
    findings.value("better", better);
    findings.value("worse", worse);
    findings.value("unclear", several && !better && !worse);
    findings.value("oneSeed", !several);
  }

  /** The test accuracy after the first epoch. */
  static String first(SeedGroup runs, Wording words) {
    return words.percent(runs.group().at(1, each -> each.testAccuracy()).mean());
  }

  /**
   * States how alternatives compare with the first of them, as a table; sets {@code best}, {@code
   * bestAccuracy}, {@code worst} and {@code worstAccuracy}.
   *
   * @param name the fact's name
   * @param keys the keys that name an alternative; all if empty
   */
  static void family(
      Findings findings, Evidence evidence, String name, List<SeedGroup> family, Set<String> keys) {
    Wording words = evidence.words();
    SeedGroup reference = family.get(0);
    List<List<String>> rows = new ArrayList<>();
    for (SeedGroup each : family.subList(0, Math.min(MOST_ROWS, family.size()))) {
      boolean first = each.equals(reference);
      String label =
          first
              ? evidence.texts().text("reference", described(reference.recipe(), keys))
              : words.changes(reference.recipe(), each.recipe(), List.copyOf(keys));
      rows.add(
          row(
              evidence,
              label,
              each.group(),
              first ? "" : words.points(each.group().differenceTo(reference.group()))));
    }
    findings.table(
        name,
        family.stream().flatMap(each -> each.folders().stream()).toList(),
        columns(evidence),
        rows,
        String.valueOf(reference.recipe().epochs()),
        words.count(reference.first().info().trainImages()));
    extremes(findings, words, name, family, keys);
  }

  /** The value of the key that tells the reference's kind, such as {@code sgd}. */
  private static String described(Recipe recipe, Set<String> keys) {
    if (keys.contains("optimizer")) {
      return recipe.optimizer().label();
    }
    if (keys.contains("schedule")) {
      return recipe.schedule().label();
    }
    if (keys.contains("normalize")) {
      return recipe.normalize().label();
    }
    return "–";
  }

  private static void extremes(
      Findings findings, Wording words, String name, List<SeedGroup> family, Set<String> keys) {
    SeedGroup reference = family.get(0);
    Comparator<SeedGroup> byAccuracy =
        Comparator.comparingDouble(each -> each.group().testAccuracy().mean());
    SeedGroup best = family.stream().max(byAccuracy).orElseThrow();
    SeedGroup worst = family.stream().min(byAccuracy).orElseThrow();
    List<String> named = List.copyOf(keys);
    findings.value(name + "Best", code(words.changes(reference.recipe(), best.recipe(), named)));
    findings.value(name + "BestAccuracy", words.percent(best.group().testAccuracy()));
    findings.value(name + "Worst", code(words.changes(reference.recipe(), worst.recipe(), named)));
    findings.value(name + "WorstAccuracy", words.percent(worst.group().testAccuracy()));
    findings.value(name + "Reference", words.percent(reference.group().testAccuracy()));
    findings.value(name + "Gains", !best.equals(reference));
  }

  private static String code(String changes) {
    return "`" + changes + "`";
  }

  static List<String> columns(Evidence evidence) {
    return evidence.texts().list("comparison.columns");
  }

  static List<String> row(Evidence evidence, String name, Group group, String difference) {
    Wording words = evidence.words();
    String diverged =
        group.diverged() == 0
            ? ""
            : " " + evidence.texts().text("diverged", words.count(group.diverged()));
    return List.of(
        name,
        words.count(group.runs().size()) + diverged,
        words.percent(group.testAccuracy()),
        difference,
        words.points(group.gap().mean()),
        words.number(100 * group.lateSpread().mean(), 2),
        words.number(group.secondsPerEpoch().mean(), 1));
  }

  /**
   * The largest family of alternatives.
   *
   * @param keys the keys in which they may differ
   * @param kind what tells alternatives apart
   * @param least the least number of kinds
   */
  static Optional<List<SeedGroup>> alternatives(
      Evidence evidence, Set<String> keys, Function<Recipe, Object> kind, int least) {
    return evidence.runs().families(keys, FoundRun::ofTheLab).stream()
        .filter(
            family -> family.stream().map(SeedGroup::recipe).map(kind).distinct().count() >= least)
        .findFirst();
  }
}
