package fovea.lab.figure;

import fovea.lab.words.Texts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeries;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Creates and writes charts in a common style. */
public final class Charts {

  /** Size of a chart in canvas pixels. */
  private static final int WIDTH = 640;

  private static final int HEIGHT = 440;

  /** Height of a chart in the text of a document. */
  private static final int LOW = 260;

  /** Width of a group of bars whose name is rotated. */
  private static final int GROUP_WIDTH = 34;

  private static final int MARGIN = 90;

  /** Width of a chart beside another one. */
  private static final int SIDE_WIDTH = 480;

  /** Font sizes in canvas pixels; the largest still fits below a group of bars. */
  private static final double MIN_FONT = 12;

  private static final double MAX_FONT = 20;

  /** Size of a title relative to other text. */
  private static final double TITLE = 1.15;

  /** Minimum width of a group of bars beside another chart. */
  private static final int MIN_GROUP_WIDTH = 24;

  private static final String UNEVEN = "uneven";
  private static final int BAND_OPACITY = 45;

  private Charts() {}

  /**
   * A chart of a metric over epochs.
   *
   * @param texts the bundle with the labels of the axes
   */
  public static XYChart overEpochs(String title, String metric, int epochs, Texts texts) {
    XYChart chart = chart(title, texts.text("epoch"), metric);
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

  /** A chart of a metric over a continuous axis, whose labels need functions that format them. */
  public static XYChart chart(String title, String xAxis, String metric) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(metric)
            .build();
    style(chart.getStyler());
    return chart;
  }

  private static void style(AxesChartStyler styler) {
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setLegendVisible(false) // it is drawn below the chart
        .setChartFontColor(Palette.INK);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Palette.RULE);
    styler.setPlotGridLinesStroke(new BasicStroke(1)); // dashes are hundreds of small shapes
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setXAxisTickLabelsColor(Palette.INK);
    styler.setYAxisTickLabelsColor(Palette.INK);
  }

  /**
   * A chart of grouped bars, to which {@link #addBars} adds series.
   *
   * @param names names of the groups; written upwards if they do not fit side by side
   * @param texts the language of numbers
   */
  public static CategoryChart bars(
      String title, String xAxis, String metric, List<String> names, Texts texts) {
    int width = Math.max(WIDTH, MARGIN + names.size() * GROUP_WIDTH);
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(width)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xAxis)
            .yAxisTitle(metric)
            .build();
    style(chart.getStyler());
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
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
    band.setLineStyle(SeriesLines.NONE);
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
  public static void write(Path base, List<? extends Chart<? extends AxesChartStyler, ?>> charts)
      throws IOException {
    figure(charts).write(base);
  }

  /**
   * A figure of charts side by side, with text that can be read in print. Charts with the same
   * series share a legend.
   */
  public static Figure figure(List<? extends Chart<? extends AxesChartStyler, ?>> charts) {
    return figure(charts, HEIGHT, 0);
  }

  /**
   * A figure of charts side by side for the text of a document: low, and with text of the same size
   * for one chart as for two, since all such figures are printed at the same scale.
   */
  public static Figure low(List<? extends Chart<? extends AxesChartStyler, ?>> charts) {
    return figure(charts, LOW, 2 * SIDE_WIDTH);
  }

  private static Figure figure(
      List<? extends Chart<? extends AxesChartStyler, ?>> charts, int height, int leastWidth) {
    List<Integer> widths = charts.stream().map(chart -> width(chart, charts.size())).toList();
    int width = widths.stream().mapToInt(Integer::intValue).sum();
    double size =
        Math.min(MAX_FONT, Math.max(MIN_FONT, Figure.minFont(Math.max(width, leastWidth))));
    List<Legend> legends = legends(charts, widths, size);
    double legend = legends.stream().mapToDouble(Legend::height).max().orElseThrow();
    String title = charts.stream().map(Chart::getTitle).collect(Collectors.joining(", "));
    return new Figure(
        title,
        width,
        (int) Math.ceil(height + legend + (legend > 0 ? size / 2 : 0)),
        canvas -> {
          for (int i = 0; i < charts.size(); i++) {
            setFonts(charts.get(i), widths.get(i), size);
            paint(charts.get(i), widths.get(i), height, canvas.graphics());
          }
          canvas.graphics().translate(-width, 0);
          double left = 0;
          for (Legend each : legends) {
            each.draw(canvas, left, height);
            left += each.width();
          }
        });
  }

  /** The width of a chart in a figure. */
  private static int width(Chart<?, ?> chart, int charts) {
    long groups = ChartText.bars(chart).count();
    return charts > 1 && MARGIN + groups * MIN_GROUP_WIDTH <= SIDE_WIDTH
        ? SIDE_WIDTH
        : chart.getWidth();
  }

  /** A legend for each chart, or one for all if they have the same series. */
  private static List<Legend> legends(
      List<? extends Chart<?, ?>> charts, List<Integer> widths, double size) {
    List<List<AxesChartSeries>> series =
        charts.stream().<List<AxesChartSeries>>map(Legend::of).toList();
    long different =
        series.stream().map(all -> all.stream().map(Series::getLabel).toList()).distinct().count();
    if (different == 1) {
      int width = widths.stream().mapToInt(Integer::intValue).sum();
      return List.of(new Legend(series.get(0), size, width));
    }
    return IntStream.range(0, series.size())
        .mapToObj(i -> new Legend(series.get(i), size, widths.get(i)))
        .toList();
  }

  private static void setFonts(Chart<? extends AxesChartStyler, ?> chart, int width, double size) {
    AxesChartStyler styler = chart.getStyler();
    String all = ChartText.names(chart).collect(Collectors.joining());
    Font font = Fonts.of(all, false, size);
    styler.setChartTitleFont(Fonts.of(all, true, TITLE * size));
    styler.setAxisTitleFont(font).setAxisTickLabelsFont(font);
    styler.setYAxisTickMarkSpacingHint((int) (4 * size));
    List<String> bars = ChartText.bars(chart).toList();
    if (!bars.isEmpty()) {
      double longest =
          bars.stream().mapToDouble(bar -> Legend.width(bar, size)).max().orElseThrow();
      boolean flat = MARGIN + bars.size() * (longest + size) <= width;
      styler.setXAxisLabelRotation(flat ? 0 : 90);
    }
  }

  /** Paints a chart, and moves the origin to the place of the next. */
  private static void paint(
      Chart<? extends AxesChartStyler, ?> chart, int width, int height, Graphics2D graphics) {
    if (graphics instanceof SvgGraphics svg) {
      ChartText.paint(chart, width, height, svg);
    } else {
      chart.paint(graphics, width, height);
    }
    graphics.translate(width, 0);
  }
}
