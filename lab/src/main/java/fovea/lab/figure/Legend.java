package fovea.lab.figure;

import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeries;

/**
 * The legend of a chart, or of several with the same series, in as many rows as it needs. XChart's
 * own has one row or one column, and cuts what does not fit.
 *
 * @param series what it names, in order
 * @param size font size in canvas pixels
 * @param width width of the rows
 */
record Legend(List<AxesChartSeries> series, double size, double width) {

  /** Lengths in units of the font size. */
  private static final double SAMPLE = 2;

  private static final double SPACE = 0.5;
  private static final double LINE = 1.6;

  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

  Legend {
    series = List.copyOf(series);
  }

  /** The series that a chart's legend names; none if they are bars of one kind. */
  static List<AxesChartSeries> of(Chart<?, ?> chart) {
    List<AxesChartSeries> named = new ArrayList<>();
    for (Object each : chart.getSeriesMap().values()) {
      if (each instanceof AxesChartSeries series && series.isShowInLegend()) {
        named.add(series);
      }
    }
    return named.size() == 1 && named.get(0) instanceof CategorySeries ? List.of() : named;
  }

  double height() {
    return rows().size() * LINE * size;
  }

  private List<List<AxesChartSeries>> rows() {
    List<List<AxesChartSeries>> rows = new ArrayList<>();
    double room = 0;
    for (AxesChartSeries each : series) {
      double needed = width(each);
      if (rows.isEmpty() || needed > room) {
        rows.add(new ArrayList<>());
        room = width;
      }
      rows.get(rows.size() - 1).add(each);
      room -= needed;
    }
    return rows;
  }

  private double width(AxesChartSeries entry) {
    return (SAMPLE + 3 * SPACE) * size + width(entry.getLabel(), size);
  }

  /** The width of a text. */
  static double width(String text, double size) {
    return Fonts.of(text, false, size).getStringBounds(text, METRICS).getWidth();
  }

  /** Draws the rows, each centred. */
  void draw(Canvas canvas, double left, double top) {
    double middle = top + LINE / 2 * size;
    for (List<AxesChartSeries> row : rows()) {
      double x = left + (width - row.stream().mapToDouble(this::width).sum()) / 2 + SPACE * size;
      for (AxesChartSeries each : row) {
        sample(canvas, each, Canvas.rectangle(x, middle - size / 2, SAMPLE * size, size));
        canvas.centredText(
            each.getLabel(),
            x + (SAMPLE + SPACE) * size,
            middle,
            Canvas.Anchor.START,
            size,
            Palette.INK);
        x += width(each);
      }
      middle += LINE * size;
    }
  }

  private void sample(Canvas canvas, AxesChartSeries entry, Rectangle2D place) {
    if (entry instanceof XYSeries line
        && line.getXYSeriesRenderStyle() != XYSeriesRenderStyle.PolygonArea) {
      if (line.getXYSeriesRenderStyle() == XYSeriesRenderStyle.Line
          && line.getLineStyle().getLineWidth() > 0) {
        double middle = place.getCenterY();
        canvas.outline(
            new Line2D.Double(place.getX(), middle, place.getMaxX(), middle),
            line.getLineColor(),
            line.getLineStyle());
      }
      canvas.graphics().setColor(line.getMarkerColor());
      line.getMarker()
          .paint(canvas.graphics(), place.getCenterX(), place.getCenterY(), (int) (0.7 * size));
    } else {
      canvas.fill(place, entry.getFillColor());
    }
  }
}
