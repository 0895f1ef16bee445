package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.lab.explain.PanelGrid.Panel;
import fovea.lab.figure.Charts;
import fovea.lab.figure.Palette;
import fovea.lab.figure.Pictures;
import fovea.lab.words.Texts;
import fovea.probe.Activations;
import fovea.train.ClassScores;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Figures of a network's performance on the test images. */
final class TestFigures {

  private static final int MAX_MISTAKES = 20;
  private static final int COLUMNS = 5;

  /** With no more classes, all are among the most likely. */
  private static final int TOP = 5;

  /** With more classes, the names in a figure cannot be read. */
  static final int MAX_CLASSES = 40;

  private static final List<Marker> MARKERS =
      List.of(SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP);

  private final ImageSet images;
  private final Predictions predictions;
  private final ClassScores scores;
  private final List<Integer> shown;
  private final Texts texts;

  TestFigures(ImageSet images, Predictions predictions, Texts texts) {
    this.images = images;
    this.predictions = predictions;
    this.scores = predictions.scores();
    this.shown = shown(scores);
    this.texts = texts;
  }

  /** The classes that figures show: all, or of too many those with the most mistakes. */
  static List<Integer> shown(ClassScores scores) {
    return IntStream.range(0, scores.classes())
        .boxed()
        .sorted(Comparator.comparingLong(label -> -scores.mistakes(label)))
        .limit(MAX_CLASSES)
        .sorted()
        .toList();
  }

  /** A caption, with what it does not show. */
  private String captioned(String caption) {
    return shown.size() == scores.classes()
        ? caption
        : caption
            + " "
            + texts.text(
                "mostMistakes", texts.number(shown.size()), texts.number(scores.classes()));
  }

  Section confusion() {
    return new Section(
        "confusion",
        texts.text("confusion.title"),
        captioned(
            texts.text(
                "confusion.caption",
                texts.number(predictions.size()),
                texts.percent(predictions.accuracy()))),
        new ConfusionFigure(predictions.classes(), shown, scores, texts).figure());
  }

  /** Precision, recall and F1 of the classes that have images. */
  Section classScores() {
    List<Integer> tested = shown.stream().filter(label -> scores.images(label) > 0).toList();
    List<String> names = tested.stream().map(predictions.classes()::get).toList();
    CategoryChart chart =
        bars(texts.text("scores.title"), texts.text("scores.class"), texts.text("share"), names);
    chart.getStyler().setYAxisMax(1.0);
    Charts.writePercent(chart, texts);
    addScores(chart, "scores.precision", names, tested, scores::precision);
    addScores(chart, "scores.recall", names, tested, scores::recall);
    addScores(chart, "scores.f1", names, tested, scores::f1);
    return new Section(
        "class-scores",
        texts.text("scores.title"),
        captioned(scoresCaption()),
        Charts.figure(List.of(chart)));
  }

  private String scoresCaption() {
    String means =
        texts.text(
            "scores.caption",
            texts.percent(scores.precision()),
            texts.percent(scores.recall()),
            texts.percent(scores.f1()));
    return scores.classes() <= TOP
        ? means
        : means + " " + texts.text("scores.topFive", texts.percent(scores.topFive()));
  }

  /** Adds a score of each class; 0 for the precision of one that is never predicted. */
  private void addScores(
      CategoryChart chart,
      String name,
      List<String> names,
      List<Integer> labels,
      IntToDoubleFunction score) {
    List<Double> values =
        labels.stream()
            .map(label -> score.applyAsDouble(label))
            .map(value -> Double.isNaN(value) ? 0 : value)
            .toList();
    Charts.addBars(chart, texts.text(name), names, values);
  }

  private CategoryChart bars(String title, String xAxis, String metric, List<String> names) {
    return Charts.bars(title, xAxis, metric, names, texts);
  }

  Section mistakes() {
    List<Integer> mistakes = predictions.mistakes();
    List<Panel> panels =
        mistakes.stream()
            .limit(MAX_MISTAKES)
            .map(
                image ->
                    Panel.of(
                        Pictures.of(images, image),
                        110,
                        "%s (%s)"
                            .formatted(
                                predictions.classes().get(predictions.predicted(image)),
                                texts.percent(predictions.confidence(image))),
                        texts.text(
                            "mistakes.true", predictions.classes().get(images.label(image)))))
            .toList();
    String heading = texts.text("mistakes.title");
    return new Section(
        "mistakes",
        heading,
        texts.text(
            "mistakes.caption", texts.number(mistakes.size()), texts.number(predictions.size())),
        PanelGrid.of(heading, panels, COLUMNS).figure());
  }

  Section calibration() {
    Calibration calibration = Calibration.of(predictions);
    List<Calibration.Bin> filled =
        calibration.bins().stream().filter(bin -> bin.images() > 0).toList();
    XYChart chart =
        Charts.chart(
            texts.text("calibration.title"),
            texts.text("calibration.confidence"),
            texts.text("accuracy"));
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(share -> Charts.percent(share, texts));
    Charts.writePercent(chart, texts);
    double[] ends = {0, 1};
    Charts.addLine(chart, texts.text("calibration.ideal"), ends, ends, 6);
    Charts.addLine(
        chart,
        texts.text("calibration.network"),
        filled.stream().mapToDouble(Calibration.Bin::confidence).toArray(),
        filled.stream().mapToDouble(Calibration.Bin::accuracy).toArray(),
        1);
    XYSeries line = chart.getSeriesMap().get(texts.text("calibration.network"));
    line.setMarker(SeriesMarkers.CIRCLE);
    line.setMarkerColor(Palette.categorical(1));
    List<String> bins =
        calibration.bins().stream()
            .map(bin -> texts.percent((bin.from() + bin.to()) / 2, 0))
            .toList();
    CategoryChart counts =
        bars(
            texts.text("calibration.counts"),
            texts.text("calibration.confidence"),
            texts.text("calibration.share"),
            bins);
    Charts.writePercent(counts, texts);
    Charts.addBars(
        counts,
        texts.text("calibration.share"),
        bins,
        calibration.bins().stream()
            .map(bin -> (double) bin.images() / predictions.size())
            .toList());
    return new Section(
        "calibration",
        texts.text("calibration.title"),
        texts.text("calibration.caption", Calibration.BINS, texts.percent(calibration.error())),
        Charts.figure(List.of(chart, counts)));
  }

  /**
   * A scatter plot of test images along the first two principal components.
   *
   * @param layer the layer whose outputs were projected
   * @param projection the projection of the first test images
   */
  Section components(String layer, PcaProjection projection) {
    XYChart chart =
        Charts.chart(
            texts.text("components.title", layer),
            texts.text("components.axis", 1, texts.percent(projection.explainedVariance().get(0))),
            texts.text("components.axis", 2, texts.percent(projection.explainedVariance().get(1))));
    Charts.writeNumbers(chart, texts);
    chart.getStyler().setMarkerSize(5);
    for (int label : shown) {
      int[] chosen =
          IntStream.range(0, projection.points().size())
              .filter(image -> images.label(image) == label)
              .toArray();
      if (chosen.length > 0) {
        XYSeries series =
            chart.addSeries(
                predictions.classes().get(label),
                IntStream.of(chosen)
                    .mapToDouble(image -> projection.points().get(image).x)
                    .toArray(),
                IntStream.of(chosen)
                    .mapToDouble(image -> projection.points().get(image).y)
                    .toArray());
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(MARKERS.get(label / Palette.CATEGORICAL.size() % MARKERS.size()));
        series.setMarkerColor(Palette.translucent(Palette.categorical(label), 0.7));
      }
    }
    return new Section(
        "components",
        texts.text("components.title", layer),
        captioned(
            texts.text(
                "components.caption",
                texts.number(projection.points().size()),
                texts.percent(
                    projection.explainedVariance().get(0)
                        + projection.explainedVariance().get(1)))),
        Charts.figure(List.of(chart)));
  }

  Section activations(List<Activations.Row> rows, int count) {
    List<String> names = rows.stream().map(Activations.Row::layer).toList();
    CategoryChart chart =
        bars(texts.text("activations.title"), texts.text("layer"), texts.text("share"), names);
    chart.getStyler().setYAxisMax(1.0);
    Charts.writePercent(chart, texts);
    Charts.addBars(
        chart,
        texts.text("activations.zeros"),
        names,
        rows.stream().map(Activations.Row::zeros).toList());
    Charts.addBars(
        chart,
        texts.text("activations.dead"),
        names,
        rows.stream().map(row -> (double) row.dead() / row.units()).toList());
    int dead = rows.stream().mapToInt(Activations.Row::dead).sum();
    int units = rows.stream().mapToInt(Activations.Row::units).sum();
    return new Section(
        "activations",
        texts.text("activations.title"),
        texts.text(
            "activations.caption", texts.number(count), texts.number(dead), texts.number(units)),
        Charts.figure(List.of(chart)));
  }
}
