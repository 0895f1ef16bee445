package fovea.lab.figure;

import fovea.data.AtomicFile;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.DefaultExtensionHandler;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Element;

/** Drawings as SVG files. */
public final class Svg {

  private static final String VISIBILITY = "visibility";

  private Svg() {}

  /**
   * Writes a drawing, whole or not at all.
   *
   * @param drawing draws it
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, int width, int height, Consumer<Graphics2D> drawing)
      throws IOException {
    SVGGraphics2D graphics = graphics(width, height);
    drawing.accept(graphics);
    write(file, graphics, graphics.getRoot());
  }

  /**
   * Writes a drawing that moves for ever, in the declarative animation of SVG: no script.
   *
   * @param background what stays
   * @param frames what is drawn over it, one after the other
   * @param seconds how long each frame is seen
   * @throws IOException if it cannot be written
   */
  static void write(
      Path file,
      int width,
      int height,
      Consumer<Graphics2D> background,
      List<Consumer<Graphics2D>> frames,
      double seconds)
      throws IOException {
    SVGGraphics2D graphics = graphics(width, height);
    background.accept(graphics);
    Element still = graphics.getTopLevelGroup();
    for (int i = 0; i < frames.size(); i++) {
      frames.get(i).accept(graphics);
      Element frame = graphics.getTopLevelGroup();
      // A viewer that does not animate shows the first frame.
      frame.setAttributeNS(null, VISIBILITY, i == 0 ? "visible" : "hidden");
      frame.appendChild(turn(graphics, i, frames.size(), seconds));
      still.appendChild(frame);
    }
    Element root = graphics.getRoot();
    root.appendChild(still);
    write(file, graphics, root);
  }

  /** Shows a frame in its turn. */
  private static Element turn(SVGGraphics2D graphics, int number, int count, double seconds) {
    Element turn =
        graphics.getDOMFactory().createElementNS("http://www.w3.org/2000/svg", "animate");
    turn.setAttributeNS(null, "attributeName", VISIBILITY);
    turn.setAttributeNS(null, "calcMode", "discrete");
    turn.setAttributeNS(null, "values", number == 0 ? "visible;hidden" : "hidden;visible;hidden");
    String end = share(number + 1, count);
    turn.setAttributeNS(
        null,
        "keyTimes",
        number == 0 ? "0;" + end : "0;%s;%s".formatted(share(number, count), end));
    turn.setAttributeNS(
        null, "dur", String.format(Locale.ROOT, "%.3fs", Math.max(1, count) * seconds));
    turn.setAttributeNS(null, "repeatCount", "indefinite");
    return turn;
  }

  private static String share(int number, int count) {
    return String.format(Locale.ROOT, "%.6f", (double) number / count);
  }

  private static SVGGraphics2D graphics(int width, int height) {
    try {
      SVGGraphics2D graphics =
          new SVGGraphics2D(
              DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument(),
              new EmbeddedPng(),
              new DefaultExtensionHandler(),
              false);
      graphics.setSVGCanvasSize(new Dimension(width, height));
      return graphics;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every JDK has XML", e);
    }
  }

  private static void write(Path file, SVGGraphics2D graphics, Element root) throws IOException {
    Dimension size = graphics.getSVGCanvasSize();
    root.setAttributeNS(null, "viewBox", "0 0 %d %d".formatted(size.width, size.height));
    AtomicFile.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          graphics.stream(root, writer, true, false);
          writer.flush();
        });
  }
}
