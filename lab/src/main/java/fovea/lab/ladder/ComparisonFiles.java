package fovea.lab.ladder;

import fovea.data.AtomicFile;
import fovea.lab.figure.Charts;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/**
 * Writes a comparison as files: the numbers as {@code comparison.md} and {@code comparison.csv},
 * the curves as {@code loss} and {@code accuracy}, each as PNG and SVG.
 */
public final class ComparisonFiles {

  private static final String LOSS = "loss";
  private static final String ACCURACY = "accuracy";

  private ComparisonFiles() {}

  /**
   * Writes the numbers into a folder, which is created if necessary.
   *
   * @param texts the bundle {@code ladder.comparison}; the CSV file is always in English
   * @throws IOException if they cannot be written
   */
  public static void write(Comparison comparison, Path folder, Texts texts) throws IOException {
    Files.createDirectories(folder);
    text(folder.resolve("comparison.md"), markdown(comparison, texts));
    text(folder.resolve("comparison.csv"), csv(comparison));
  }

  /**
   * Draws the curves into an existing folder; without runs, there are none.
   *
   * @param texts the bundle {@code ladder.comparison}
   * @throws IOException if they cannot be written
   */
  public static void draw(Comparison comparison, Path folder, Texts texts) throws IOException {
    if (comparison.groups().stream().anyMatch(group -> group.epochs() > 0)) {
      Charts.write(
          folder.resolve(LOSS),
          curves(
              comparison,
              LOSS,
              comparison.trainEvaluated()
                  ? History.Epoch::trainEvaluatedLoss
                  : History.Epoch::trainLoss,
              History.Epoch::testLoss,
              texts));
      Charts.write(folder.resolve(ACCURACY), accuracyCharts(comparison, texts));
    }
  }

  /**
   * The accuracies of all groups over epochs, on training and on test images, for the text of a
   * document.
   *
   * @param comparison a comparison with runs
   * @param texts the bundle {@code ladder.comparison}
   */
  public static Figure accuracies(Comparison comparison, Texts texts) {
    return Charts.low(accuracyCharts(comparison, texts));
  }

  private static List<XYChart> accuracyCharts(Comparison comparison, Texts texts) {
    return curves(
        comparison,
        ACCURACY,
        comparison.trainEvaluated()
            ? History.Epoch::trainEvaluatedAccuracy
            : History.Epoch::trainAccuracy,
        History.Epoch::testAccuracy,
        texts);
  }

  private static void text(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String markdown(Comparison comparison, Texts texts) {
    StringBuilder text = new StringBuilder();
    List<String> columns = comparison.columns(texts);
    row(text, columns);
    row(text, columns.stream().map(column -> "---").toList());
    comparison.rows(texts).forEach(row -> row(text, row));
    comparison.differentTraining(texts).ifPresent(note -> text.append("\n%s\n".formatted(note)));
    text.append("\n%s\n\n".formatted(texts.text("notes")));
    text.append("![%s](accuracy.png)\n\n".formatted(texts.text("accuracy")));
    text.append("![%s](loss.png)\n\n".formatted(texts.text("loss")));
    changes(text, comparison, texts);
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /**
   * Lists how each group's recipe differs from that of the group it is compared with, and for each
   * technique a sentence: its principle, and why it helps.
   */
  private static void changes(StringBuilder text, Comparison comparison, Texts texts) {
    for (int i = 1; i < comparison.groups().size(); i++) {
      Group group = comparison.groups().get(i);
      Group reference = comparison.referenceOf(i).orElseThrow();
      if (group.recipe().isPresent() && reference.recipe().isPresent()) {
        List<String> keys =
            RecipeReader.changes(reference.recipe().get(), group.recipe().get()).stream()
                .filter(change -> !change.startsWith("seed:"))
                .toList();
        text.append("- `%s`: %s\n".formatted(group.name(), String.join(", ", keys)));
        RecipeReader.differences(reference.recipe().get(), group.recipe().get()).stream()
            .map(key -> "why." + key)
            .filter(texts::has)
            .forEach(key -> text.append("  %s\n".formatted(texts.text(key))));
      }
    }
  }

  static String csv(Comparison comparison) {
    StringBuilder text =
        new StringBuilder(
            "name,seeds,test_accuracy_mean,test_accuracy_deviation,train_minus_test,epochs_to_target,reached_target,seconds_an_epoch,difference,difference_low,difference_high,diverged\n");
    for (int i = 0; i < comparison.groups().size(); i++) {
      Group group = comparison.groups().get(i);
      SampleStatistics toTarget = group.epochsTo(comparison.target());
      SampleStatistics none = SampleStatistics.of();
      SampleStatistics difference = comparison.difference(i).orElse(none);
      text.append(group.name()).append(',').append(group.runs().size());
      number(text, group.testAccuracy().mean());
      number(text, group.testAccuracy().deviation());
      number(text, group.gap().mean());
      number(text, toTarget.mean());
      text.append(',').append(toTarget.count());
      number(text, group.secondsPerEpoch().mean());
      number(text, difference.mean());
      number(text, difference.mean() - difference.marginOfError());
      number(text, difference.mean() + difference.marginOfError());
      text.append(',').append(group.diverged()).append('\n');
    }
    return text.toString();
  }

  private static void number(StringBuilder text, double value) {
    text.append(',');
    if (!Double.isNaN(value)) {
      text.append(String.format(Locale.ROOT, "%.6f", value));
    }
  }

  private static List<XYChart> curves(
      Comparison comparison,
      String metric,
      ToDoubleFunction<History.Epoch> ofTraining,
      ToDoubleFunction<History.Epoch> ofTest,
      Texts texts) {
    int epochs = comparison.groups().stream().mapToInt(Group::epochs).max().orElseThrow();
    int lines = comparison.groups().size();
    String axis = texts.text(metric);
    String images = texts.text(comparison.trainEvaluated() ? "trainEvaluated" : "train");
    XYChart train = Charts.overEpochs(images, axis, epochs, texts);
    XYChart test = Charts.overEpochs(texts.text("test"), axis, epochs, texts);
    for (int i = 0; i < lines; i++) {
      Group group = comparison.groups().get(i);
      if (group.epochs() > 0) {
        add(train, group, i, ofTraining);
        add(test, group, i, ofTest);
      }
    }
    List<XYChart> charts = List.of(train, test);
    if (!metric.equals(LOSS)) {
      charts.forEach(chart -> Charts.writePercent(chart, texts));
    }
    shareScale(charts, metric.equals(LOSS));
    return charts;
  }

  /** Draws the mean over seeds, with a band of plus and minus one standard deviation. */
  private static void add(
      XYChart chart, Group group, int number, ToDoubleFunction<History.Epoch> value) {
    List<SampleStatistics> points =
        IntStream.rangeClosed(1, group.epochs())
            .mapToObj(epoch -> group.at(epoch, value))
            .collect(Collectors.toCollection(ArrayList::new));
    double[] x = IntStream.rangeClosed(1, group.epochs()).asDoubleStream().toArray();
    double[] mean = points.stream().mapToDouble(SampleStatistics::mean).toArray();
    boolean several = points.stream().allMatch(point -> point.count() > 1);
    if (several) {
      double[] low = points.stream().mapToDouble(p -> p.mean() - p.deviation()).toArray();
      double[] high = points.stream().mapToDouble(p -> p.mean() + p.deviation()).toArray();
      Charts.addBand(chart, group.name() + " band", x, low, high, number);
    }
    Charts.addLine(chart, group.name(), x, mean, number);
  }

  private static void shareScale(List<XYChart> charts, boolean fromZero) {
    double low = fromZero ? 0 : Double.POSITIVE_INFINITY;
    double high = fromZero ? 0 : 1;
    for (XYChart chart : charts) {
      low = Math.min(low, Charts.range(chart).getMin());
      high = Math.max(high, Charts.range(chart).getMax());
    }
    double bottom = fromZero ? 0 : Math.max(0, Math.floor(low * 10) / 10);
    double top = high;
    charts.forEach(chart -> chart.getStyler().setYAxisMin(bottom).setYAxisMax(top));
  }
}
