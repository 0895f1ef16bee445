package fovea.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a figure is drawn on: a few verbs over Java's graphics, the same for pixels and SVG. */
public final class Canvas {

  /** Where a text lies with respect to its point. */
  public enum Anchor {
    START('\uE000', "start"),
    MIDDLE('\uE001', "middle"),
    END('\uE002', "end");

    /** Marks a text on its way into SVG: a character that no language uses. */
    private final char mark;

    private final String svg;

    Anchor(char mark, String svg) {
      this.mark = mark;
      this.svg = svg;
    }
  }

  /** Share of a font's size that its capitals have above the line. */
  private static final double CAPITALS = 0.72;

  private final Graphics2D graphics;
  private final boolean vector;

  private Canvas(Graphics2D graphics, boolean vector) {
    this.graphics = graphics;
    this.vector = vector;
  }

  /** A canvas of pixels. */
  static Canvas forRaster(Graphics2D graphics) {
    return new Canvas(graphics, false);
  }

  /**
   * A canvas that becomes SVG. Its texts need {@link #anchor}, for a viewer may have another font,
   * in which a text that starts where this machine's font says has its middle elsewhere.
   */
  static Canvas forSvg(Graphics2D graphics) {
    return new Canvas(graphics, true);
  }

  /** Turns the marks of texts into the attribute that Batik cannot be told. */
  static void anchor(Element root) {
    NodeList texts = root.getElementsByTagNameNS("*", "text");
    for (int i = 0; i < texts.getLength(); i++) {
      Element element = (Element) texts.item(i);
      String text = element.getTextContent();
      for (Anchor anchor : Anchor.values()) {
        if (!text.isEmpty() && text.charAt(0) == anchor.mark) {
          element.setTextContent(text.substring(1));
          element.setAttributeNS(null, "text-anchor", anchor.svg);
        }
      }
    }
  }

  /** Java's graphics, for what has no verb here. */
  public Graphics2D graphics() {
    return graphics;
  }

  /** Fills a shape. */
  public void fill(Shape shape, Color color) {
    graphics.setColor(color);
    graphics.fill(shape);
  }

  /** Draws a shape's outline. */
  public void outline(Shape shape, Color color, double width) {
    outline(
        shape, color, new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
  }

  /**
   * Draws a shape's outline in dashes.
   *
   * @param dash their length, and the length of the gaps
   */
  public void dashed(Shape shape, Color color, double width, double dash) {
    outline(
        shape,
        color,
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            new float[] {(float) dash},
            0));
  }

  private void outline(Shape shape, Color color, BasicStroke stroke) {
    graphics.setColor(color);
    graphics.setStroke(stroke);
    graphics.draw(shape);
  }

  public void line(double x1, double y1, double x2, double y2, Color color, double width) {
    outline(new Line2D.Double(x1, y1, x2, y2), color, width);
  }

  public static Rectangle2D rectangle(double x, double y, double width, double height) {
    return new Rectangle2D.Double(x, y, width, height);
  }

  /** The closed polygon through these points. */
  public static Shape polygon(List<Point2D> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).getX(), points.get(0).getY());
    points.subList(1, points.size()).forEach(each -> path.lineTo(each.getX(), each.getY()));
    path.closePath();
    return path;
  }

  /**
   * Writes a text.
   *
   * @param x where it starts, has its middle or ends
   * @param y its base line
   * @param size of the font, in the canvas's pixels
   */
  public void text(String text, double x, double y, Anchor anchor, double size, Color color) {
    text(text, x, y, anchor, font(size, Font.PLAIN), color);
  }

  /** Writes a bold text. */
  public void boldText(String text, double x, double y, Anchor anchor, double size, Color color) {
    text(text, x, y, anchor, font(size, Font.BOLD), color);
  }

  /** Writes a text whose capitals have their middle at {@code y}. */
  public void centredText(
      String text, double x, double y, Anchor anchor, double size, Color color) {
    text(text, x, y + size * CAPITALS / 2, anchor, size, color);
  }

  /**
   * Writes a text turned around its point.
   *
   * @param degrees clockwise
   */
  public void rotatedText(
      String text, double x, double y, double degrees, Anchor anchor, double size, Color color) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(Math.toRadians(degrees), x, y);
    text(text, x, y, anchor, size, color);
    graphics.setTransform(before);
  }

  private void text(String text, double x, double y, Anchor anchor, Font font, Color color) {
    graphics.setFont(font);
    graphics.setColor(color);
    if (vector) {
      graphics.drawString(anchor.mark + text, (float) x, (float) y);
      return;
    }
    double width = width(text, font);
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2;
          case END -> x - width;
        };
    graphics.drawString(text, (float) left, (float) y);
  }

  /** The columns that a text takes. */
  public double width(String text, double size) {
    return width(text, font(size, Font.PLAIN));
  }

  private double width(String text, Font font) {
    return font.getStringBounds(text, graphics.getFontRenderContext()).getWidth();
  }

  private static Font font(double size, int style) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont((float) size);
  }

  /** Draws a picture whose pixels stay squares, however large they become. */
  public void picture(BufferedImage picture, double x, double y, double width, double height) {
    int times = (int) Math.ceil(Figure.SCALE * Math.max(1, width / picture.getWidth()));
    graphics.drawImage(
        enlarged(picture, times),
        new AffineTransform(
            width / (picture.getWidth() * times),
            0,
            0,
            height / (picture.getHeight() * times),
            x,
            y),
        null);
  }

  /** Viewers blur what they enlarge; so it is enlarged here. */
  private static BufferedImage enlarged(BufferedImage picture, int times) {
    BufferedImage large =
        new BufferedImage(
            picture.getWidth() * times, picture.getHeight() * times, BufferedImage.TYPE_INT_ARGB);
    Graphics2D pixels = large.createGraphics();
    pixels.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    pixels.drawImage(picture, 0, 0, large.getWidth(), large.getHeight(), null);
    pixels.dispose();
    return large;
  }
}
