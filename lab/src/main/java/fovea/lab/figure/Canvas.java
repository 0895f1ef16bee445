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

/**
 * A drawing surface: a thin layer over {@link Graphics2D} that draws alike on raster images and in
 * SVG.
 */
public final class Canvas {

  /** Horizontal alignment of a text relative to its position. */
  public enum Anchor {
    START('\uE000', "start", 0),
    MIDDLE('\uE001', "middle", 0.5),
    END('\uE002', "end", 1);

    /**
     * Prefix that marks the text's alignment in the SVG document until {@link #anchor} replaces it;
     * a private-use character.
     */
    private final char mark;

    private final String svg;
    private final double share;

    Anchor(char mark, String svg, double share) {
      this.mark = mark;
      this.svg = svg;
      this.share = share;
    }

    /** The text with the mark of this alignment. */
    String mark(String text) {
      return mark + text;
    }

    /** The share of a text's width that lies before its position. */
    double share() {
      return share;
    }
  }

  /** Approximate cap height relative to the font size. */
  private static final double CAP_HEIGHT = 0.72;

  private final Graphics2D graphics;
  private final boolean vector;

  private Canvas(Graphics2D graphics, boolean vector) {
    Fonts.require();
    this.graphics = graphics;
    this.vector = vector;
  }

  /** A canvas that draws on a raster image. */
  static Canvas forRaster(Graphics2D graphics) {
    return new Canvas(graphics, false);
  }

  /**
   * A canvas that draws in an SVG document, to which {@link #anchor} must be applied afterwards.
   * Text is aligned by the viewer, not here, because the viewer's font may have other widths.
   */
  static Canvas forSvg(Graphics2D graphics) {
    return new Canvas(graphics, true);
  }

  /**
   * Replaces the alignment marks of texts by the attribute {@code text-anchor}, which Batik cannot
   * set.
   */
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

  /** The underlying graphics, for operations that this class lacks. */
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
   * Draws a shape's outline dashed.
   *
   * @param dash length of dashes and gaps
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

  /** Draws a shape's outline with a stroke. */
  void outline(Shape shape, Color color, BasicStroke stroke) {
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

  /** The closed polygon through the given points. */
  public static Shape polygon(List<Point2D> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).getX(), points.get(0).getY());
    points.subList(1, points.size()).forEach(each -> path.lineTo(each.getX(), each.getY()));
    path.closePath();
    return path;
  }

  /**
   * Draws a text.
   *
   * @param x position of the text's start, middle or end, according to {@code anchor}
   * @param y baseline of the text
   * @param size font size in canvas pixels
   */
  public void text(String text, double x, double y, Anchor anchor, double size, Color color) {
    text(text, x, y, anchor, Fonts.of(text, false, size), color);
  }

  /** Draws a bold text. */
  public void boldText(String text, double x, double y, Anchor anchor, double size, Color color) {
    text(text, x, y, anchor, Fonts.of(text, true, size), color);
  }

  /** Draws a text vertically centred at {@code y}. */
  public void centredText(
      String text, double x, double y, Anchor anchor, double size, Color color) {
    text(text, x, y + size * CAP_HEIGHT / 2, anchor, size, color);
  }

  /**
   * Draws a text rotated around its position.
   *
   * @param degrees the angle, clockwise
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
      graphics.drawString(anchor.mark(text), (float) x, (float) y);
      return;
    }
    double left = x - anchor.share * width(text, font);
    graphics.drawString(text, (float) left, (float) y);
  }

  /** The width of a text. */
  public double width(String text, double size) {
    return width(text, Fonts.of(text, false, size));
  }

  /** The width of a bold text. */
  public double boldWidth(String text, double size) {
    return width(text, Fonts.of(text, true, size));
  }

  private double width(String text, Font font) {
    return font.getStringBounds(text, graphics.getFontRenderContext()).getWidth();
  }

  /** Draws a picture scaled without interpolation, so that its pixels stay sharp. */
  public void picture(BufferedImage picture, double x, double y, double width, double height) {
    int factor = (int) Math.ceil(Figure.SCALE * Math.max(1, width / picture.getWidth()));
    graphics.drawImage(
        enlarged(picture, factor),
        new AffineTransform(
            width / (picture.getWidth() * factor),
            0,
            0,
            height / (picture.getHeight() * factor),
            x,
            y),
        null);
  }

  /** Enlarges a picture by an integer factor, because SVG viewers would interpolate. */
  private static BufferedImage enlarged(BufferedImage picture, int factor) {
    BufferedImage large =
        new BufferedImage(
            picture.getWidth() * factor, picture.getHeight() * factor, BufferedImage.TYPE_INT_ARGB);
    Graphics2D pixels = large.createGraphics();
    pixels.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    pixels.drawImage(picture, 0, 0, large.getWidth(), large.getHeight(), null);
    pixels.dispose();
    return large;
  }
}
