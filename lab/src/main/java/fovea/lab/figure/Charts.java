package fovea.lab.figure;

import fovea.lab.words.Texts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Creates and writes charts in a common style. */
public final class Charts {

  /** Size of a chart in canvas pixels. */
  private static final int WIDTH = 640;

  private static final int HEIGHT = 440;

  /** Width of a group of bars whose name is rotated. */
  private static final int GROUP_WIDTH = 34;

  private static final int MARGIN = 90;
  private static final int AXIS_WIDTH = 70;

  /** Minimum font size of a legend. */
  private static final int MIN_LEGEND_FONT = 6;

  private static final int CHARACTER_WIDTH = 8;

  /** Maximum width of a bar chart with horizontal names. */
  private static final int MAX_WIDTH = 1000;

  private static final String UNEVEN = "uneven";
  private static final int BAND_OPACITY = 45;

  /**
   * Maximum number of lines for a legend below the chart; legends of more lines stand beside it.
   */
  private static final int MAX_LINES_BELOW = 3;

  private static final int LEGEND_WIDTH = 200;

  private Charts() {}

  /**
   * A chart of a metric over epochs.
   *
   * @param lines number of lines the chart will have, which determines the legend's position
   * @param texts the bundle with the labels of the axes
   */
  public static XYChart overEpochs(
      String title, String metric, int epochs, int lines, Texts texts) {
    XYChart chart = chart(title, texts.text("epoch"), metric, lines);
    writeNumbers(chart, texts);
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(
            epoch -> epoch == Math.rint(epoch) ? texts.brief(epoch) : "");
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMax((double) epochs);
    addUneven(chart);
    return chart;
  }

  /** Writes the numbers of both axes as the language has them. */
  public static void writeNumbers(XYChart chart, Texts texts) {
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(texts::brief)
        .setyAxisTickLabelsFormattingFunction(texts::brief);
  }

  /** Writes the vertical axis, which has shares, in per cent. */
  public static void writePercent(Chart<? extends AxesChartStyler, ?> chart, Texts texts) {
    chart.getStyler().setyAxisTickLabelsFormattingFunction(share -> percent(share, texts));
  }

  /** A share in per cent, as briefly as it can be. */
  public static String percent(double share, Texts texts) {
    return texts.unit(texts.brief(100 * share), "%");
  }

  /**
   * A chart of a metric over a continuous axis.
   *
   * @param lines number of lines the chart will have, which determines the legend's position
   */
  public static XYChart chart(String title, String xAxis, String metric, int lines) {
    boolean below = lines <= MAX_LINES_BELOW;
    XYChart chart =
        new XYChartBuilder()
            .width(below ? WIDTH : WIDTH + LEGEND_WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(metric)
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(below ? Styler.LegendPosition.OutsideS : Styler.LegendPosition.OutsideE)
        .setLegendLayout(below ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical)
        .setLegendBorderColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xDDDDDD));
    return chart;
  }

  /**
   * A chart of grouped bars, to which {@link #addBars} adds series.
   *
   * @param names names of the groups; written vertically if they do not fit horizontally
   * @param texts the language of numbers
   */
  public static CategoryChart bars(
      String title, String xAxis, String metric, List<String> names, Texts texts) {
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    int side = MARGIN + names.size() * (longest + 1) * CHARACTER_WIDTH; // with horizontal names
    boolean flat = side <= MAX_WIDTH;
    int width = Math.max(WIDTH, flat ? side : MARGIN + names.size() * GROUP_WIDTH);
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(width)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(metric)
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(Palette.RULE);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setXAxisLabelRotation(flat ? 0 : 90);
    chart.getStyler().setXAxisLabelAlignmentVertical(AxesChartStyler.TextAlignment.Right);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(texts::brief);
    return chart;
  }

  /**
   * Adds a series: a bar to each group.
   *
   * @param series the series' name in the legend, which is shown only for several series
   * @param values values in the order of the names
   */
  public static void addBars(
      CategoryChart chart, String series, List<String> names, List<Double> values) {
    int number = chart.getSeriesMap().size();
    chart.addSeries(series, names, values).setFillColor(Palette.categorical(number));
    chart.getStyler().setLegendVisible(number > 0);
  }

  /**
   * Adds an invisible series of unevenly spaced values, which makes XChart choose round axis
   * labels.
   */
  private static void addUneven(XYChart chart) {
    XYSeries series =
        chart.addSeries(UNEVEN, new double[] {0, 0.3}, new double[] {Double.NaN, Double.NaN});
    series.setShowInLegend(false);
    series.setMarker(SeriesMarkers.NONE);
  }

  /** The range of the values of a chart's lines and bands. */
  public static DoubleSummaryStatistics range(XYChart chart) {
    return chart.getSeriesMap().values().stream()
        .filter(series -> !series.getName().equals(UNEVEN))
        .flatMapToDouble(series -> DoubleStream.of(series.getYMin(), series.getYMax()))
        .summaryStatistics();
  }

  /**
   * Adds a line.
   *
   * @param number determines the line's colour and, once the colours repeat, its dashes
   */
  public static void addLine(XYChart chart, String name, double[] x, double[] y, int number) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(Palette.categorical(number));
    series.setLineStyle(stroke(number / Palette.CATEGORICAL.size()));
    series.setMarker(x.length > 1 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    series.setMarkerColor(Palette.categorical(number));
  }

  /** Solid, then dashed, then dotted. */
  private static BasicStroke stroke(int round) {
    return round == 0
        ? new BasicStroke(2)
        : new BasicStroke(
            2,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_BEVEL,
            0,
            round == 1 ? new float[] {7, 3} : new float[] {2, 2},
            0);
  }

  /** Adds a shaded band between two lines, without a legend entry. */
  public static void addBand(
      XYChart chart, String name, double[] x, double[] low, double[] high, int number) {
    int points = x.length;
    double[] outlineX = new double[2 * points];
    double[] outlineY = new double[2 * points];
    for (int i = 0; i < points; i++) {
      outlineX[i] = x[i];
      outlineY[i] = high[i];
      outlineX[2 * points - 1 - i] = x[i];
      outlineY[2 * points - 1 - i] = low[i];
    }
    XYSeries band = chart.addSeries(name, outlineX, outlineY);
    Color color = Palette.categorical(number);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_OPACITY));
    band.setLineColor(new Color(0, 0, 0, 0));
    band.setMarker(SeriesMarkers.NONE);
    band.setShowInLegend(false);
  }

  /** Adds a black marker at a point. */
  public static void addMark(XYChart chart, String name, double x, double y, Marker marker) {
    XYSeries series = chart.addSeries(name, new double[] {x}, new double[] {y});
    series.setMarker(marker);
    series.setMarkerColor(Color.BLACK);
    series.setLineColor(Color.BLACK);
    series.setLineStyle(new BasicStroke(0));
  }

  /** Adds a thin dashed line, without a legend entry. */
  public static void addDashes(XYChart chart, String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(Palette.FAINT);
    series.setLineStyle(
        new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, new float[] {5, 4}, 0));
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(false);
  }

  /**
   * Writes a figure of charts side by side.
   *
   * @param base path of the files without extension
   * @throws IOException if they cannot be written
   */
  public static void write(Path base, List<? extends Chart<?, ?>> charts) throws IOException {
    figure(charts).write(base);
  }

  /** A figure of charts side by side. */
  public static Figure figure(List<? extends Chart<?, ?>> charts) {
    int width = charts.stream().mapToInt(Chart::getWidth).sum();
    int height = charts.stream().mapToInt(Chart::getHeight).max().orElseThrow();
    return new Figure(width, height, canvas -> paint(canvas.graphics(), charts));
  }

  /** Shrinks the font of a legend that is wider than its chart, which XChart would clip. */
  private static void fitLegend(Chart<?, ?> chart) {
    Styler styler = chart.getStyler();
    if (styler.getLegendPosition() != Styler.LegendPosition.OutsideS) {
      return;
    }
    Font font = styler.getLegendFont();
    FontRenderContext context = new FontRenderContext(null, true, true);
    int gap = styler.getLegendPadding();
    double marks = AXIS_WIDTH; // a legend is centred below the plot, not below the chart
    double words = 0;
    for (Series series : chart.getSeriesMap().values()) {
      if (series.isShowInLegend()) {
        marks += styler.getLegendSeriesLineLength() + 2 * gap;
        words += font.getStringBounds(series.getName(), context).getWidth();
      }
    }
    double share = (chart.getWidth() - marks) / words;
    if (share < 1) {
      styler.setLegendFont(
          font.deriveFont((float) Math.max(MIN_LEGEND_FONT, Math.floor(share * font.getSize2D()))));
    }
  }

  private static void paint(Graphics2D graphics, List<? extends Chart<?, ?>> charts) {
    for (Chart<?, ?> chart : charts) {
      fitLegend(chart);
      chart.paint(graphics, chart.getWidth(), chart.getHeight());
      graphics.translate(chart.getWidth(), 0);
    }
  }
}
