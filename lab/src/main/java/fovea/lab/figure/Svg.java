package fovea.lab.figure;

import fovea.data.AtomicFile;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes SVG files. */
public final class Svg {

  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String VISIBILITY = "visibility";

  private Svg() {}

  /**
   * Writes a drawing atomically.
   *
   * @param title what it shows, read by screen readers
   * @param drawing draws the picture
   * @throws IOException if it cannot be written
   */
  public static void write(
      Path file, String title, int width, int height, Consumer<Graphics2D> drawing)
      throws IOException {
    SvgGraphics graphics = graphics(width, height);
    drawing.accept(graphics);
    write(file, title, graphics, graphics.getRoot());
  }

  /**
   * A drawing as the text of an SVG document.
   *
   * @param drawing draws the picture
   */
  static String text(String title, int width, int height, Consumer<Graphics2D> drawing) {
    SvgGraphics graphics = graphics(width, height);
    drawing.accept(graphics);
    StringWriter text = new StringWriter();
    try {
      stream(text, title, graphics, graphics.getRoot());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return text.toString();
  }

  /**
   * Writes an endlessly looping animation, with SVG's declarative animation instead of scripts.
   *
   * @param title what it shows, read by screen readers
   * @param background draws the static background
   * @param frames draw the frames over the background, in turn
   * @param seconds duration of a frame
   * @throws IOException if it cannot be written
   */
  static void write(
      Path file,
      String title,
      int width,
      int height,
      Consumer<Graphics2D> background,
      List<Consumer<Graphics2D>> frames,
      double seconds)
      throws IOException {
    SvgGraphics graphics = graphics(width, height);
    background.accept(graphics);
    Element still = graphics.getTopLevelGroup();
    for (int i = 0; i < frames.size(); i++) {
      frames.get(i).accept(graphics);
      Element frame = graphics.getTopLevelGroup();
      // Viewers without animation show the first frame.
      frame.setAttributeNS(null, VISIBILITY, i == 0 ? "visible" : "hidden");
      frame.appendChild(animation(graphics, i, frames.size(), seconds));
      still.appendChild(frame);
    }
    Element root = graphics.getRoot();
    root.appendChild(still);
    write(file, title, graphics, root);
  }

  /** The animation element that shows a frame during its share of the loop. */
  private static Element animation(SvgGraphics graphics, int number, int count, double seconds) {
    Element animation = graphics.getDOMFactory().createElementNS(SVG, "animate");
    animation.setAttributeNS(null, "attributeName", VISIBILITY);
    animation.setAttributeNS(null, "calcMode", "discrete");
    animation.setAttributeNS(
        null, "values", number == 0 ? "visible;hidden" : "hidden;visible;hidden");
    String end = share(number + 1, count);
    animation.setAttributeNS(
        null,
        "keyTimes",
        number == 0 ? "0;" + end : "0;%s;%s".formatted(share(number, count), end));
    animation.setAttributeNS(
        null, "dur", String.format(Locale.ROOT, "%.3fs", Math.max(1, count) * seconds));
    animation.setAttributeNS(null, "repeatCount", "indefinite");
    return animation;
  }

  private static String share(int number, int count) {
    return String.format(Locale.ROOT, "%.6f", (double) number / count);
  }

  private static SvgGraphics graphics(int width, int height) {
    Fonts.require();
    try {
      SvgGraphics graphics =
          new SvgGraphics(
              DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument());
      graphics.setSVGCanvasSize(new Dimension(width, height));
      return graphics;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK lacks an XML parser", e);
    }
  }

  private static void write(Path file, String title, SvgGraphics graphics, Element root)
      throws IOException {
    AtomicFile.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          stream(writer, title, graphics, root);
          writer.flush();
        });
  }

  private static void stream(Writer writer, String title, SvgGraphics graphics, Element root)
      throws IOException {
    SvgLines.join(root);
    Canvas.anchor(root);
    Document document = graphics.getDOMFactory();
    SvgText.embedFonts(document, root);
    Element name = document.createElementNS(SVG, "title");
    name.setTextContent(title);
    root.insertBefore(name, root.getFirstChild());
    root.setAttributeNS(null, "role", "img");
    Dimension size = graphics.getSVGCanvasSize();
    root.setAttributeNS(null, "viewBox", "0 0 " + size.width + " " + size.height);
    graphics.stream(root, writer, true, false);
  }
}
