package fovea.lab.ladder;

import fovea.lab.words.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A comparison of groups of runs.
 *
 * @param groups the groups, in table order
 * @param reference which group each group is compared with
 * @param target the test accuracy for which the number of epochs to reach it is reported, 0 to 1
 */
public record Comparison(List<Group> groups, Ladder.Reference reference, double target) {

  /** The default {@link #target}. */
  public static final double TARGET = 0.7;

  /** Placeholder for missing numbers. */
  private static final String NONE = "-";

  public Comparison {
    groups = List.copyOf(groups);
  }

  /** The group that a group is compared with; empty for the first. */
  Optional<Group> referenceOf(int group) {
    return group == 0
        ? Optional.empty()
        : Optional.of(groups.get(reference == Ladder.Reference.PREVIOUS ? group - 1 : 0));
  }

  /**
   * The difference of a group's test accuracy to that of the group it is compared with; empty for
   * the first.
   */
  public Optional<SampleStatistics> difference(int group) {
    return referenceOf(group).map(groups.get(group)::differenceTo);
  }

  /**
   * Whether all runs have evaluated a sample of their training images; those of earlier versions
   * have not.
   */
  boolean trainEvaluated() {
    return groups.stream()
        .flatMap(group -> group.runs().stream())
        .flatMap(run -> run.epochs().stream())
        .noneMatch(epoch -> Double.isNaN(epoch.trainEvaluatedLoss()));
  }

  /**
   * Says that groups were trained on different images, and on which; empty if all were trained on
   * the same.
   *
   * @param texts the bundle {@code ladder.comparison}
   */
  public Optional<String> differentTraining(Texts texts) {
    List<Group> known = groups.stream().filter(group -> group.data().isPresent()).toList();
    long sets =
        known.stream().map(group -> group.data().orElseThrow().trainChecksum()).distinct().count();
    if (sets < 2) {
      return Optional.empty();
    }
    String each =
        known.stream()
            .map(
                group ->
                    texts.text(
                        "trainedOn",
                        group.name(),
                        texts.number(group.data().orElseThrow().trainImages())))
            .collect(Collectors.joining(texts.text("separator")));
    return Optional.of(texts.text("differentTraining", each));
  }

  /**
   * The column headers.
   *
   * @param texts the bundle {@code ladder.comparison}
   */
  public List<String> columns(Texts texts) {
    return List.of(
        "",
        texts.text("seeds"),
        texts.text("testAccuracy"),
        texts.text("gap"),
        texts.text("target", texts.number(Math.round(100 * target))),
        texts.text("seconds"),
        texts.text(reference == Ladder.Reference.PREVIOUS ? "againstPrevious" : "againstFirst"));
  }

  /**
   * The cells of the table, one row per group: accuracies in per cent, differences in percentage
   * points.
   *
   * @param texts the bundle {@code ladder.comparison}
   */
  public List<List<String>> rows(Texts texts) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      rows.add(
          List.of(
              group.name(),
              seeds(group, texts),
              percent(group.testAccuracy(), texts),
              points(group.gap().mean(), texts),
              epochsToTarget(group, texts),
              number(group.secondsPerEpoch().mean(), 1, texts),
              difference(i).map(each -> change(each, texts)).orElse("")));
    }
    return rows;
  }

  private static String seeds(Group group, Texts texts) {
    int unfinished = (int) group.runs().stream().filter(run -> !run.complete()).count();
    List<String> notes = new ArrayList<>();
    if (unfinished > 0) {
      notes.add(texts.text("unfinished", unfinished));
    }
    if (group.diverged() > 0) {
      notes.add(texts.text("diverged", group.diverged()));
    }
    String seeds = Integer.toString(group.runs().size());
    return notes.isEmpty() ? seeds : "%s (%s)".formatted(seeds, String.join(", ", notes));
  }

  private static String percent(SampleStatistics accuracy, Texts texts) {
    String mean = number(100 * accuracy.mean(), 2, texts);
    return accuracy.count() < 2
        ? mean
        : mean + " ± " + number(100 * accuracy.deviation(), 2, texts);
  }

  private static String points(double share, Texts texts) {
    return Double.isNaN(share) ? NONE : texts.signed(100 * share, 2);
  }

  private static String change(SampleStatistics difference, Texts texts) {
    String mean = points(difference.mean(), texts);
    String low = points(difference.mean() - difference.marginOfError(), texts);
    String high = points(difference.mean() + difference.marginOfError(), texts);
    return switch (difference.count()) {
      case 0 -> mean;
      case 1 -> texts.text("oneSeed", mean);
      default -> texts.text("interval", mean, low, high);
    };
  }

  private String epochsToTarget(Group group, Texts texts) {
    SampleStatistics epochs = group.epochsTo(target);
    String mean = number(epochs.mean(), 1, texts);
    return epochs.count() == group.runs().size()
        ? mean
        : texts.text("reached", mean, epochs.count(), group.runs().size());
  }

  private static String number(double value, int decimals, Texts texts) {
    return Double.isNaN(value) ? NONE : texts.number(value, decimals);
  }

  /**
   * The table as lines of text with aligned columns.
   *
   * @param texts the bundle {@code ladder.comparison}
   */
  public List<String> lines(Texts texts) {
    List<String> columns = columns(texts);
    List<List<String>> all = new ArrayList<>(List.of(columns));
    all.addAll(rows(texts));
    int[] widths = new int[columns.size()];
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
      String cell = "%" + (i == 0 ? "-" : "") + widths[i] + "s  ";
      line.append(String.format(Locale.ROOT, cell, row.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
