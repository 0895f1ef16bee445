package fovea.lab.understand;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.words.Texts;
import fovea.nn.ReceptiveField;
import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/**
 * A figure of receptive fields, one panel per layer: the theoretical field of the layer's central
 * output as a rectangle over the image and, if measured, the effective field as a heat map.
 */
public final class ReceptiveFieldFigure {

  /**
   * The fields of a layer.
   *
   * @param layer the layer's name
   * @param field its theoretical receptive field
   * @param measured its effective receptive fields, one per row of the figure; the same number for
   *     every layer
   */
  public record LayerPanel(
      String layer, ReceptiveField field, List<EffectiveReceptiveField> measured) {

    public LayerPanel {
      measured = List.copyOf(measured);
    }
  }

  /** Resource keys of the rows' names, in the order of {@link LayerPanel#measured}. */
  private static final List<String> ROWS = List.of("trained", "untrained");

  private static final int MAX_COLUMNS = 4;

  /** Size of the image's longer side on the figure. */
  private static final double SIDE = 116;

  /** Margin around the image for fields that extend into the padding. */
  private static final double AROUND = 22;

  private static final double PANEL = SIDE + 2 * AROUND + 6;
  private static final double CAPTION = 21;
  private static final double TEXT = 11.5;
  private static final double MARGIN = 20;
  private static final double ROW_NAMES = 26;
  private static final double HEADER = 62;
  private static final double FOOTER = 52;

  /** Minimum width of the figure, for the longer legend of both languages. */
  private static final double MIN_WIDTH = 660;

  private static final Color RECTANGLE = Palette.categorical(1);

  private final String title;
  private final int height;
  private final int width;
  private final Optional<BufferedImage> image;
  private final List<LayerPanel> panels;
  private final Texts texts;

  /**
   * Prepares a figure.
   *
   * @param title title of the figure
   * @param height height of the network's input
   * @param width width of the network's input
   * @param image the image below the fields; empty for a white background
   * @param panels the layers' fields, at least one
   * @param texts the bundle {@code understand.field}
   */
  public ReceptiveFieldFigure(
      String title,
      int height,
      int width,
      Optional<BufferedImage> image,
      List<LayerPanel> panels,
      Texts texts) {
    this.title = title;
    this.height = height;
    this.width = width;
    this.image = image.map(ReceptiveFieldFigure::faded);
    this.panels = List.copyOf(panels);
    this.texts = texts;
  }

  /** The figure. */
  public Figure figure() {
    int columns = Math.min(MAX_COLUMNS, panels.size());
    int bands = (panels.size() + columns - 1) / columns;
    double page = Math.max(ROW_NAMES + columns * PANEL + 2 * MARGIN, MIN_WIDTH);
    return new Figure(
        title,
        (int) Math.ceil(page),
        (int) Math.ceil(HEADER + bands * band() + FOOTER),
        canvas -> draw(canvas, columns, bands));
  }

  private int rows() {
    return Math.max(1, panels.get(0).measured().size());
  }

  private double band() {
    return CAPTION + rows() * (PANEL + CAPTION) + 8;
  }

  private void draw(Canvas canvas, int columns, int bands) {
    canvas.boldText(title, MARGIN, 28, Canvas.Anchor.START, 15, Palette.INK);
    canvas.text(
        texts.text(measured() ? "explainedMeasured" : "explained"),
        MARGIN,
        47,
        Canvas.Anchor.START,
        TEXT,
        Palette.INK);
    for (int i = 0; i < panels.size(); i++) {
      double x = MARGIN + ROW_NAMES + i % columns * PANEL;
      int band = i / columns;
      double y = HEADER + band * band();
      draw(canvas, panels.get(i), x, y);
    }
    for (int band = 0; band < bands && !panels.get(0).measured().isEmpty(); band++) {
      for (int row = 0; row < rows(); row++) {
        canvas.rotatedText(
            texts.text(ROWS.get(row)),
            MARGIN + 10,
            HEADER + band * band() + CAPTION + row * (PANEL + CAPTION) + PANEL / 2,
            -90,
            Canvas.Anchor.MIDDLE,
            12,
            Palette.INK);
      }
    }
    legend(canvas, HEADER + bands * band() + 10);
  }

  private void draw(Canvas canvas, LayerPanel panel, double x, double y) {
    canvas.boldText(panel.layer(), x + PANEL / 2, y + 13, Canvas.Anchor.MIDDLE, 12, Palette.INK);
    for (int row = 0; row < rows(); row++) {
      double top = y + CAPTION + row * (PANEL + CAPTION);
      Optional<EffectiveReceptiveField> measured =
          panel.measured().isEmpty() ? Optional.empty() : Optional.of(panel.measured().get(row));
      drawMap(canvas, panel.field(), measured, x, top);
      String caption =
          measured
              .map(each -> texts.text("sizes", size(panel.field()), side(each)))
              .orElseGet(() -> size(panel.field()));
      canvas.text(
          caption, x + PANEL / 2, top + PANEL + 11, Canvas.Anchor.MIDDLE, TEXT, Palette.INK);
    }
  }

  private static String size(ReceptiveField field) {
    return "%s\u00d7%s".formatted(field.size().height(), field.size().width());
  }

  private String side(EffectiveReceptiveField field) {
    String side = texts.number(field.side(), 1);
    return side + "\u00d7" + side;
  }

  private void drawMap(
      Canvas canvas,
      ReceptiveField field,
      Optional<EffectiveReceptiveField> measured,
      double x,
      double y) {
    double pixel = SIDE / Math.max(height, width);
    double left = x + (PANEL - width * pixel) / 2;
    double top = y + (PANEL - height * pixel) / 2;
    Rectangle2D frame = Canvas.rectangle(left, top, width * pixel, height * pixel);
    image.ifPresent(each -> canvas.picture(each, left, top, width * pixel, height * pixel));
    measured.ifPresent(
        each -> canvas.picture(heat(each, field), left, top, width * pixel, height * pixel));
    canvas.outline(frame, Palette.FAINT, 0.8);
    drawField(canvas, field, left, top, pixel, Canvas.rectangle(x, y, PANEL - 4, PANEL - 4));
  }

  private void drawField(
      Canvas canvas,
      ReceptiveField field,
      double left,
      double top,
      double pixel,
      Rectangle2D room) {
    Rectangle2D seen = central(field);
    Rectangle2D whole =
        Canvas.rectangle(
            left + seen.getX() * pixel,
            top + seen.getY() * pixel,
            seen.getWidth() * pixel,
            seen.getHeight() * pixel);
    drawRectangle(canvas, whole, room);
    if (measured()) {
      return;
    }
    double centre = Math.max(2, pixel);
    canvas.fill(
        Canvas.rectangle(
            whole.getCenterX() - centre / 2, whole.getCenterY() - centre / 2, centre, centre),
        RECTANGLE);
  }

  /** The field of the central output, in pixels of the image. */
  private static Rectangle2D central(ReceptiveField field) {
    int row = field.positions().height() / 2;
    int column = field.positions().width() / 2;
    return Canvas.rectangle(
        field.startColumn() + column * field.jump().width(),
        field.startRow() + row * field.jump().height(),
        field.size().width(),
        field.size().height());
  }

  /** Draws a rectangle. Sides beyond the available room are drawn dashed at its border. */
  private static void drawRectangle(Canvas canvas, Rectangle2D whole, Rectangle2D room) {
    Rectangle2D seen = whole.createIntersection(room);
    double left = seen.getMinX();
    double right = seen.getMaxX();
    double top = seen.getMinY();
    double bottom = seen.getMaxY();
    canvas.outline(seen, Color.WHITE, 3);
    drawSide(canvas, new Line2D.Double(left, top, right, top), top > whole.getMinY());
    drawSide(canvas, new Line2D.Double(left, bottom, right, bottom), bottom < whole.getMaxY());
    drawSide(canvas, new Line2D.Double(left, top, left, bottom), left > whole.getMinX());
    drawSide(canvas, new Line2D.Double(right, top, right, bottom), right < whole.getMaxX());
  }

  private static void drawSide(Canvas canvas, Line2D side, boolean cut) {
    if (cut) {
      canvas.dashed(side, RECTANGLE, 1.4, 4);
    } else {
      canvas.outline(side, RECTANGLE, 1.8);
    }
  }

  private boolean measured() {
    return !panels.get(0).measured().isEmpty();
  }

  /**
   * A heat map whose opacity increases with the gradient. It is 0 where the gradient is 0, and
   * outside of the theoretical field, where rounding may leave a trace of a gradient.
   */
  private static BufferedImage heat(EffectiveReceptiveField field, ReceptiveField theory) {
    Rectangle2D possible = central(theory);
    BufferedImage heat =
        new BufferedImage(field.width(), field.height(), BufferedImage.TYPE_INT_ARGB);
    double largest = field.largest();
    for (int i = 0; i < field.gradient().size(); i++) {
      double share = largest == 0 ? 0 : field.gradient().get(i) / largest;
      int row = i / field.width();
      int column = i % field.width();
      if (share > 0 && possible.contains(column + 0.5, row + 0.5)) {
        Color color = Palette.translucent(Palette.viridis(share), Math.min(0.92, 0.55 + share));
        heat.setRGB(column, row, color.getRGB());
      }
    }
    return heat;
  }

  private static BufferedImage faded(BufferedImage image) {
    BufferedImage faded =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color color = new Color(image.getRGB(x, y));
        int grey = (color.getRed() * 3 + color.getGreen() * 6 + color.getBlue()) / 10;
        faded.setRGB(x, y, Palette.lighter(new Color(grey, grey, grey), 0.35).getRGB());
      }
    }
    return faded;
  }

  private void legend(Canvas canvas, double y) {
    double x = MARGIN + ROW_NAMES;
    canvas.outline(Canvas.rectangle(x, y, 14, 14), RECTANGLE, 1.8);
    String theory = texts.text("theoretical");
    canvas.text(theory, x + 22, y + 11, Canvas.Anchor.START, TEXT, Palette.INK);
    if (!measured()) {
      return;
    }
    x += canvas.width(theory, TEXT) + 60;
    int steps = 60;
    for (int i = 0; i < steps; i++) {
      canvas.fill(Canvas.rectangle(x + i * 2, y, 2.3, 14), Palette.viridis(i / (steps - 1.0)));
    }
    canvas.text(
        texts.text("scale"), x + 2 * steps + 10, y + 11, Canvas.Anchor.START, TEXT, Palette.INK);
  }
}
