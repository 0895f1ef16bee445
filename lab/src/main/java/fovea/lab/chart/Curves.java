package fovea.lab.chart;

import fovea.lab.figure.Charts;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.run.Diagnosis;
import fovea.run.History;
import fovea.run.Run;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The learning curves of a run: training and test loss and accuracy per epoch, in two charts side
 * by side. Training images have two lines: as measured in training mode while the weights change,
 * and evaluated like the test images. The gap between the latter and the test images is shaded; the
 * epoch of the lowest test loss and the initial loss are marked.
 */
public final class Curves {

  /** What ends the keys of texts for a run that is judged by images for validation. */
  private static final String VALIDATION = ".validation";

  private Curves() {}

  /**
   * Draws the curves of a run into its folder, as {@code curves.png} and {@code curves.svg}, in the
   * run's language; does nothing if the run has no finished epoch.
   *
   * @throws IOException if they cannot be written
   */
  public static void draw(Run run) throws IOException {
    draw(run, Texts.of("run", run.language()));
  }

  static void draw(Run run, Texts texts) throws IOException {
    Optional<List<XYChart>> charts = charts(run, texts);
    if (charts.isPresent()) {
      Charts.write(run.folder().resolve("curves"), charts.get());
    }
  }

  /**
   * The curves of a run for the text of a document; empty if it has no finished epoch.
   *
   * @param texts the bundle {@code run}
   * @throws IOException if the run cannot be read
   */
  public static Optional<Figure> figure(Run run, Texts texts) throws IOException {
    return charts(run, texts).map(Charts::low);
  }

  private static Optional<List<XYChart>> charts(Run run, Texts texts) throws IOException {
    History history = History.of(run);
    List<History.Epoch> epochs = history.epochs();
    if (epochs.isEmpty()) {
      return Optional.empty();
    }
    String judged = run.validates() ? VALIDATION : "";
    String tested = texts.text("test" + judged);
    int last = epochs.get(epochs.size() - 1).number();
    XYChart loss = Charts.overEpochs(texts.text("loss.title"), texts.text("loss"), last, texts);
    loss.getStyler().setYAxisMin(0.0);
    add(
        loss,
        epochs,
        History.Epoch::trainLoss,
        History.Epoch::trainEvaluatedLoss,
        History.Epoch::testLoss,
        tested,
        texts);
    XYChart accuracy =
        Charts.overEpochs(texts.text("accuracy.title"), texts.text("accuracy"), last, texts);
    accuracy.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    Charts.writePercent(accuracy, texts);
    add(
        accuracy,
        epochs,
        History.Epoch::trainAccuracy,
        History.Epoch::trainEvaluatedAccuracy,
        History.Epoch::testAccuracy,
        tested,
        texts);
    if (history.firstLoss().isPresent()) {
      markFirst(loss, history.firstLoss().getAsDouble(), run.info().classes().size(), texts);
    }
    Optional<Diagnosis> diagnosis = Diagnosis.of(epochs);
    if (diagnosis.isPresent() && epochs.size() > 1) {
      markLowest(loss, accuracy, diagnosis.get(), judged, texts);
    }
    return Optional.of(List.of(loss, accuracy));
  }

  /**
   * Marks the epoch of the lowest test loss in both charts and explains the mark in their legends.
   */
  private static void markLowest(
      XYChart loss, XYChart accuracy, Diagnosis diagnosis, String judged, Texts texts) {
    History.Epoch lowest = diagnosis.lowest();
    double[] x = {lowest.number(), lowest.number()};
    Charts.addDashes(loss, "lowest", x, new double[] {0, Charts.range(loss).getMax()});
    Charts.addDashes(accuracy, "lowest", x, new double[] {0, 1});
    Charts.addMark(
        loss,
        texts.text("lowest" + judged, lowest.number()),
        lowest.number(),
        lowest.testLoss(),
        SeriesMarkers.DIAMOND);
    Charts.addMark(
        accuracy,
        Double.isNaN(diagnosis.gap())
            ? texts.text("lowest" + judged, lowest.number())
            : texts.text("atLowest" + judged, texts.signed(100 * diagnosis.gap(), 1)),
        lowest.number(),
        lowest.testAccuracy(),
        SeriesMarkers.DIAMOND);
  }

  private static void markFirst(XYChart loss, double value, int classes, Texts texts) {
    Charts.addMark(
        loss,
        texts.text("first", texts.number(value, 3), classes, texts.number(Math.log(classes), 3)),
        0,
        value,
        SeriesMarkers.CIRCLE);
  }

  private static void add(
      XYChart chart,
      List<History.Epoch> epochs,
      ToDoubleFunction<History.Epoch> train,
      ToDoubleFunction<History.Epoch> trainEvaluated,
      ToDoubleFunction<History.Epoch> test,
      String testName,
      Texts texts) {
    double[] x = epochs.stream().mapToDouble(History.Epoch::number).toArray();
    double[] learned = epochs.stream().mapToDouble(train).toArray();
    double[] evaluated = epochs.stream().mapToDouble(trainEvaluated).toArray();
    double[] tested = epochs.stream().mapToDouble(test).toArray();
    boolean comparable = DoubleStream.of(evaluated).noneMatch(Double::isNaN);
    if (comparable && x.length > 1) {
      Charts.addBand(chart, texts.text("gap"), x, evaluated, tested, 1);
      chart.getSeriesMap().get(texts.text("gap")).setShowInLegend(true);
    }
    Charts.addLine(chart, texts.text("train"), x, learned, 0);
    if (comparable) {
      Charts.addLine(chart, texts.text("trainEvaluated"), x, evaluated, 2);
    }
    Charts.addLine(chart, testName, x, tested, 1);
  }
}
