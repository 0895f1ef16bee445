package fovea.lab;

import com.fasterxml.jackson.databind.JsonNode;
import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import fovea.data.AtomicFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss and accuracy over the epochs of a run, on training and on test images, side by side. */
public final class Curves {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 440;
  private static final int SCALE = 2;

  /** Blue and vermilion of Okabe and Ito's palette, which colour-blind people can tell apart. */
  private static final Color TRAIN = new Color(0x0072B2);

  private static final Color TEST = new Color(0xD55E00);

  private Curves() {}

  /**
   * Draws the curves of a run into its folder, as PNG and SVG; nothing if no epoch was finished.
   *
   * @throws IOException if they cannot be written
   */
  static void draw(Run run) throws IOException {
    List<JsonNode> epochs =
        run.metrics().stream()
            .filter(event -> event.path("event").asText().equals("epoch"))
            .toList();
    if (epochs.isEmpty()) {
      return;
    }
    XYChart loss = chart("Loss", "cross-entropy", epochs, "loss");
    loss.getStyler().setYAxisMin(0.0);
    XYChart accuracy = chart("Accuracy", "accuracy", epochs, "accuracy");
    accuracy.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    writePng(run, loss, accuracy);
    writeSvg(run, loss, accuracy);
  }

  private static XYChart chart(String title, String axis, List<JsonNode> epochs, String metric) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle(axis)
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xDDDDDD));
    chart.getStyler().setXAxisMin(epochs.size() == 1 ? 0.0 : 1.0);
    chart.getStyler().setXAxisMax((double) epochs.get(epochs.size() - 1).path("epoch").asInt());
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setXAxisMaxLabelCount(Math.min(epochs.size(), 11));
    add(chart, "train", epochs, event -> event.path("train_" + metric).asDouble(), TRAIN);
    add(chart, "test", epochs, event -> event.path("test_" + metric).asDouble(), TEST);
    return chart;
  }

  private static void add(
      XYChart chart,
      String name,
      List<JsonNode> epochs,
      ToDoubleFunction<JsonNode> value,
      Color color) {
    double[] x = epochs.stream().mapToDouble(event -> event.path("epoch").asInt()).toArray();
    double[] y = epochs.stream().mapToDouble(value).toArray();
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2));
    series.setMarker(epochs.size() > 1 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    series.setMarkerColor(color);
  }

  private static void paint(Graphics2D graphics, XYChart left, XYChart right) {
    left.paint(graphics, WIDTH, HEIGHT);
    graphics.translate(WIDTH, 0);
    right.paint(graphics, WIDTH, HEIGHT);
  }

  private static void writePng(Run run, XYChart left, XYChart right) throws IOException {
    BufferedImage image =
        new BufferedImage(2 * WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    paint(graphics, left, right);
    graphics.dispose();
    AtomicFile.write(run.curves("png"), out -> ImageIO.write(image, "png", out));
  }

  private static void writeSvg(Run run, XYChart left, XYChart right) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    paint(graphics, left, right);
    Document svg =
        Processors.get("svg")
            .getDocument(graphics.getCommands(), new PageSize(0, 0, 2 * WIDTH, HEIGHT));
    AtomicFile.write(run.curves("svg"), svg::writeTo);
  }
}
