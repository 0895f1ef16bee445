package fovea.lab.ladder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Groups of runs side by side.
 *
 * @param groups in their order
 * @param against what each is compared with
 * @param target the test accuracy whose first epoch is told, 0 to 1
 */
public record Comparison(List<Group> groups, Ladder.Against against, double target) {

  /** The test accuracy whose first epoch is told unless said otherwise. */
  public static final double TARGET = 0.7;

  public Comparison {
    groups = List.copyOf(groups);
  }

  /** The group that one is compared with; empty for the first. */
  Optional<Group> reference(int group) {
    return group == 0
        ? Optional.empty()
        : Optional.of(groups.get(against == Ladder.Against.PREVIOUS ? group - 1 : 0));
  }

  /** By how much a group's test accuracy is above its reference's; empty for the first. */
  public Optional<Summary> difference(int group) {
    return reference(group).map(groups.get(group)::differenceTo);
  }

  /** The names of the columns. */
  public List<String> columns() {
    return List.of(
        "",
        "seeds",
        "test accuracy",
        "train - test",
        "epochs to %.0f %%".formatted(100 * target),
        "s an epoch",
        against == Ladder.Against.PREVIOUS ? "against the step before" : "against the first");
  }

  /** The table's cells, a row a group: accuracies in per cent, differences in points. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      rows.add(
          List.of(
              group.name(),
              seeds(group),
              percent(group.testAccuracy()),
              points(group.gap().mean()),
              epochsToTarget(group),
              number("%.1f", group.secondsAnEpoch().mean()),
              difference(i).map(Comparison::change).orElse("")));
    }
    return rows;
  }

  private static String seeds(Group group) {
    long unfinished = group.runs().stream().filter(run -> !run.complete()).count();
    List<String> notes = new ArrayList<>();
    if (unfinished > 0) {
      notes.add(unfinished + " unfinished");
    }
    if (group.diverged() > 0) {
      notes.add(group.diverged() + " diverged");
    }
    String seeds = Integer.toString(group.runs().size());
    return notes.isEmpty() ? seeds : "%s (%s)".formatted(seeds, String.join(", ", notes));
  }

  private static String percent(Summary accuracy) {
    String mean = number("%.2f", 100 * accuracy.mean());
    return accuracy.count() < 2 ? mean : mean + number(" ± %.2f", 100 * accuracy.deviation());
  }

  private static String points(double share) {
    return number("%+.2f", 100 * share);
  }

  private static String change(Summary difference) {
    return difference.count() < 2
        ? points(difference.mean())
        : "%s [%s, %s]"
            .formatted(
                points(difference.mean()),
                points(difference.mean() - difference.halfInterval()),
                points(difference.mean() + difference.halfInterval()));
  }

  private String epochsToTarget(Group group) {
    Summary epochs = group.epochsTo(target);
    String mean = number("%.1f", epochs.mean());
    return epochs.count() == group.runs().size()
        ? mean
        : "%s (%d of %d)".formatted(mean, epochs.count(), group.runs().size());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  /** The table as lines of text with even columns. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>(List.of(columns()));
    all.addAll(rows());
    int[] widths = new int[columns().size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(("%" + (i == 0 ? "-" : "") + widths[i] + "s  ").formatted(row.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
