package fovea.lab.chart;

import fovea.data.AtomicFile;
import fovea.experiment.LearningRates;
import fovea.experiment.LearningRates.Sample;
import fovea.lab.figure.Charts;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;

/**
 * The chart of a learning-rate range test: loss against a learning rate that rises from step to
 * step, and the suggested rate, if there is one.
 */
public final class RateChart {

  private RateChart() {}

  /**
   * Draws loss against rate, as PNG and SVG, and writes the numbers as CSV.
   *
   * @param rates the recorded steps
   * @param base path of the files without extension
   * @param texts the bundle {@code run}
   * @throws IOException if they cannot be written
   */
  public static void write(LearningRates rates, Path base, Texts texts) throws IOException {
    XYChart chart =
        Charts.chart(texts.text("rates.title"), texts.text("rates.axis"), texts.text("loss"));
    Charts.writeNumbers(chart, texts);
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(
            power -> power == Math.rint(power) ? texts.brief(Math.pow(10, power)) : " ");
    List<Sample> samples = rates.samples();
    double[] x = samples.stream().mapToDouble(each -> Math.log10(each.rate())).toArray();
    double[] smoothed = samples.stream().mapToDouble(Sample::smoothed).toArray();
    double low = 0.95 * rates.lowest().smoothed();
    double high = 1.25 * samples.get(0).smoothed();
    chart.getStyler().setYAxisMin(low).setYAxisMax(high);
    double[] clipped = samples.stream().mapToDouble(each -> Math.min(each.loss(), high)).toArray();
    Charts.addLine(chart, texts.text("rates.each"), x, clipped, 5);
    for (int i = 0; i < smoothed.length; i++) {
      smoothed[i] = Math.min(smoothed[i], high);
    }
    Charts.addLine(chart, texts.text("rates.smoothed"), x, smoothed, 0);
    rates.suggestion().ifPresent(rate -> mark(chart, rate, low, high, texts));
    Charts.write(base, List.of(chart));
    StringBuilder csv = new StringBuilder("rate,loss,smoothed\n");
    for (Sample each : samples) {
      csv.append(
          String.format(
              Locale.ROOT, "%.6g,%.6f,%.6f%n", each.rate(), each.loss(), each.smoothed()));
    }
    AtomicFile.write(
        base.resolveSibling(base.getFileName() + ".csv"),
        out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void mark(XYChart chart, double rate, double low, double high, Texts texts) {
    Charts.addLine(
        chart,
        texts.text("rates.suggestion", texts.significant(rate, 2)),
        new double[] {Math.log10(rate), Math.log10(rate)},
        new double[] {low, high},
        1);
  }
}
