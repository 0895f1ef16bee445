package fovea.lab.explain;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Canvas.Anchor;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A figure of small pictures in rows, with labels and captions.
 *
 * @param title title of the figure
 * @param rows the rows
 * @param column minimum width of a picture's cell, so that the pictures of several rows align
 */
record PanelGrid(String title, List<Row> rows, double column) {

  /** Approximate width of a character. */
  private static final double CHARACTER = 7.8;

  private static final double SIZE = 13;
  private static final int MARGIN = 10;
  private static final int GAP = 6;
  private static final int LINE = 16;
  private static final int TITLE = 30;

  /**
   * A picture with a caption.
   *
   * @param picture its pixels
   * @param width width on the figure
   * @param height height on the figure
   * @param caption lines of text below the picture
   */
  record Panel(BufferedImage picture, double width, double height, List<String> caption) {
    Panel {
      caption = List.copyOf(caption);
    }

    /** A panel whose picture is scaled to a longer side. */
    static Panel of(BufferedImage picture, double side, String... caption) {
      double scale = side / Math.max(picture.getWidth(), picture.getHeight());
      return new Panel(
          picture, scale * picture.getWidth(), scale * picture.getHeight(), List.of(caption));
    }

    private double room() {
      double text = caption.stream().mapToDouble(PanelGrid::width).max().orElse(0);
      return Math.max(width, text);
    }

    private double fullHeight() {
      return height + LINE * caption.size();
    }
  }

  /**
   * Panels side by side.
   *
   * @param label lines of text to the left of the panels; may be empty
   * @param panels the panels, from left to right
   */
  record Row(List<String> label, List<Panel> panels) {

    Row {
      label = List.copyOf(label);
      panels = List.copyOf(panels);
    }

    private double fullHeight() {
      double tallest = panels.stream().mapToDouble(Panel::fullHeight).max().orElse(0);
      return Math.max(tallest, LINE * label.size());
    }

    private double room(double column) {
      return panels.stream().mapToDouble(panel -> Math.max(column, panel.room()) + GAP).sum();
    }
  }

  PanelGrid {
    rows = List.copyOf(rows);
  }

  /** Rows whose pictures are as close together as their captions permit. */
  PanelGrid(String title, List<Row> rows) {
    this(title, rows, 0);
  }

  /** Arranges panels in rows of a given length, without labels. */
  static PanelGrid of(String title, List<Panel> panels, int columns) {
    List<Row> rows = new ArrayList<>();
    for (int first = 0; first < panels.size(); first += columns) {
      rows.add(new Row(List.of(), panels.subList(first, Math.min(panels.size(), first + columns))));
    }
    return new PanelGrid(title, rows, panels.stream().mapToDouble(Panel::room).max().orElse(0));
  }

  private static double width(String text) {
    return CHARACTER * text.length();
  }

  Figure figure() {
    double label =
        rows.stream()
            .flatMap(row -> row.label().stream())
            .mapToDouble(line -> width(line) + GAP)
            .max()
            .orElse(0);
    double panels = rows.stream().mapToDouble(row -> row.room(column)).max().orElse(0);
    double height = rows.stream().mapToDouble(row -> row.fullHeight() + 2 * GAP).sum();
    double width = Math.max(label + panels, 1.2 * width(title)) + 2 * MARGIN;
    return new Figure(
        title,
        (int) Math.ceil(width),
        (int) Math.ceil(TITLE + height + MARGIN),
        canvas -> draw(canvas, MARGIN + label));
  }

  private void draw(Canvas canvas, double left) {
    canvas.boldText(title, MARGIN, 20, Anchor.START, 14, Palette.INK);
    double y = TITLE;
    for (Row row : rows) {
      for (int line = 0; line < row.label().size(); line++) {
        double base = y + SIZE + LINE * line;
        canvas.text(row.label().get(line), MARGIN, base, Anchor.START, SIZE, Palette.INK);
      }
      double x = left;
      for (Panel panel : row.panels()) {
        canvas.picture(panel.picture(), x, y, panel.width(), panel.height());
        for (int line = 0; line < panel.caption().size(); line++) {
          double base = y + panel.height() + SIZE + LINE * line;
          canvas.text(panel.caption().get(line), x, base, Anchor.START, SIZE, Palette.INK);
        }
        x += Math.max(column, panel.room()) + GAP;
      }
      y += row.fullHeight() + 2 * GAP;
    }
  }
}
