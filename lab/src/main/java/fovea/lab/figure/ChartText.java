package fovea.lab.figure;

import java.util.function.Function;
import java.util.stream.Stream;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** Paints charts in SVG documents so that their text stays text. */
final class ChartText {

  private ChartText() {}

  /**
   * Paints a chart, whose axes must have functions that format their labels.
   *
   * @param graphics recognises the chart's texts by their outlines
   */
  static void paint(
      Chart<? extends AxesChartStyler, ?> chart, int width, int height, SvgGraphics graphics) {
    TextOutlines outlines = graphics.outlines();
    names(chart).forEach(name -> outlines.expect(name, Canvas.Anchor.MIDDLE));
    AxesChartStyler styler = chart.getStyler();
    Function<Double, String> x = styler.getxAxisTickLabelsFormattingFunction();
    Function<Double, String> y = styler.getyAxisTickLabelsFormattingFunction();
    if (x != null) { // bars have names instead
      styler.setxAxisTickLabelsFormattingFunction(expecting(x, Canvas.Anchor.MIDDLE, outlines));
    }
    styler.setyAxisTickLabelsFormattingFunction(expecting(y, Canvas.Anchor.END, outlines));
    chart.paint(graphics, width, height);
    styler.setxAxisTickLabelsFormattingFunction(x);
    styler.setyAxisTickLabelsFormattingFunction(y);
  }

  /** The texts of a chart other than numbers. */
  static Stream<String> names(Chart<?, ?> chart) {
    return Stream.concat(
        Stream.of(chart.getTitle(), chart.getXAxisTitle(), chart.getYAxisTitle()), bars(chart));
  }

  /** The names of the groups of bars; none if the chart has no bars. */
  static Stream<String> bars(Chart<?, ?> chart) {
    return chart.getSeriesMap().values().stream()
        .filter(CategorySeries.class::isInstance)
        .flatMap(series -> ((CategorySeries) series).getXData().stream())
        .map(Object::toString)
        .distinct();
  }

  /** The function, which tells what it returns. */
  private static Function<Double, String> expecting(
      Function<Double, String> format, Canvas.Anchor anchor, TextOutlines outlines) {
    return format.andThen(
        label -> {
          outlines.expect(label, anchor);
          return label;
        });
  }
}
