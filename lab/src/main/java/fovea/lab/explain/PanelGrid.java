package fovea.lab.explain;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Canvas.Anchor;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of small pictures with words.
 *
 * @param title above all; may be empty
 * @param rows the rows
 * @param column the columns that a picture has at least, so that those of several rows stand below
 *     each other
 */
record PanelGrid(String title, List<Row> rows, double column) {

  /** Columns of a character, about. */
  private static final double CHARACTER = 7.8;

  private static final double SIZE = 12;
  private static final int MARGIN = 10;
  private static final int GAP = 6;
  private static final int LINE = 15;
  private static final int TITLE = 30;

  /**
   * One picture.
   *
   * @param picture its pixels
   * @param width columns that it takes
   * @param height rows that it takes
   * @param words a line below it each
   */
  record Panel(BufferedImage picture, double width, double height, List<String> words) {

    Panel {
      words = List.copyOf(words);
    }

    /** A picture whose longer side is so long. */
    static Panel of(BufferedImage picture, double side, String... words) {
      double scale = side / Math.max(picture.getWidth(), picture.getHeight());
      return new Panel(
          picture, scale * picture.getWidth(), scale * picture.getHeight(), List.of(words));
    }

    private double room() {
      double words = this.words.stream().mapToDouble(PanelGrid::width).max().orElse(0);
      return Math.max(width, words);
    }

    private double depth() {
      return height + LINE * words.size();
    }
  }

  /**
   * Pictures side by side.
   *
   * @param words a line each, to their left; none leaves no room
   */
  record Row(List<String> words, List<Panel> panels) {

    Row {
      words = List.copyOf(words);
      panels = List.copyOf(panels);
    }

    private double depth() {
      double panels = this.panels.stream().mapToDouble(Panel::depth).max().orElse(0);
      return Math.max(panels, LINE * words.size());
    }

    private double room(double column) {
      return panels.stream().mapToDouble(panel -> Math.max(column, panel.room()) + GAP).sum();
    }
  }

  PanelGrid {
    rows = List.copyOf(rows);
  }

  /** Rows whose pictures are as close as their words let them. */
  PanelGrid(String title, List<Row> rows) {
    this(title, rows, 0);
  }

  /** Pictures without words beside them, so many in a row. */
  static PanelGrid of(String title, List<Panel> panels, int columns) {
    List<Row> rows = new ArrayList<>();
    for (int first = 0; first < panels.size(); first += columns) {
      rows.add(new Row(List.of(), panels.subList(first, Math.min(panels.size(), first + columns))));
    }
    return new PanelGrid(title, rows, panels.stream().mapToDouble(Panel::room).max().orElse(0));
  }

  private static double width(String words) {
    return CHARACTER * words.length();
  }

  Figure figure() {
    double label =
        rows.stream()
            .flatMap(row -> row.words().stream())
            .mapToDouble(words -> width(words) + GAP)
            .max()
            .orElse(0);
    double panels = rows.stream().mapToDouble(row -> row.room(column)).max().orElse(0);
    double top = title.isEmpty() ? MARGIN : TITLE;
    double depth = rows.stream().mapToDouble(row -> row.depth() + 2 * GAP).sum();
    double width = Math.max(label + panels, 1.2 * width(title)) + 2 * MARGIN;
    return new Figure(
        (int) Math.ceil(width),
        (int) Math.ceil(top + depth + MARGIN),
        canvas -> draw(canvas, MARGIN + label, top));
  }

  private void draw(Canvas canvas, double left, double top) {
    if (!title.isEmpty()) {
      canvas.boldText(title, MARGIN, 20, Anchor.START, 14, Palette.INK);
    }
    double y = top;
    for (Row row : rows) {
      for (int line = 0; line < row.words().size(); line++) {
        double base = y + SIZE + LINE * line;
        canvas.text(row.words().get(line), MARGIN, base, Anchor.START, SIZE, Palette.INK);
      }
      double x = left;
      for (Panel panel : row.panels()) {
        canvas.picture(panel.picture(), x, y, panel.width(), panel.height());
        for (int line = 0; line < panel.words().size(); line++) {
          double base = y + panel.height() + SIZE + 1 + LINE * line;
          canvas.text(panel.words().get(line), x, base, Anchor.START, SIZE - 1, Palette.INK);
        }
        x += Math.max(column, panel.room()) + GAP;
      }
      y += row.depth() + 2 * GAP;
    }
  }
}
