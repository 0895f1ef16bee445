package fovea.lab.understand;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Palette;
import fovea.lab.understand.SlidingWindow.Cell;
import fovea.nn.Size;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.function.Consumer;

/**
 * Draws a sliding window in oblique projection: the input map with the window, and the output above
 * it.
 */
final class WindowScene {

  static final Color INPUT = Palette.lighter(Palette.categorical(5), 0.55);
  static final Color INSERTED = new Color(0xE4E4E4);
  static final Color WINDOW = Palette.lighter(Palette.categorical(0), 0.15);
  static final Color OUTPUT = Palette.categorical(2);

  /** Projection of a step to the next column and to the next row, in units of a cell's side. */
  private static final Point2D COLUMN = new Point2D.Double(1, 0.14);

  private static final Point2D ROW = new Point2D.Double(-0.46, 0.5);

  /** Approximate distance of the planes, in units of a cell's side. */
  private static final double LIFT = 2.2;

  private static final double MAX_CELL = 44;
  private static final double EDGE = 4;

  private final SlidingWindow window;
  private final double cell;

  /** Top left corners of the two planes on the page. */
  private final Point2D ground;

  private final Point2D top;
  private final int width;
  private final int height;

  /**
   * @param width maximum width of the scene
   */
  WindowScene(SlidingWindow window, int width) {
    this.window = window;
    Size grid = window.grid();
    Size output = window.output();
    double wide = Math.max(span(grid, true), span(output, true));
    cell = Math.min(MAX_CELL, (width - 2 * EDGE) / wide);
    this.width = (int) Math.ceil(wide * cell + 2 * EDGE);
    double lift = LIFT * Math.max(1, Math.sqrt(Math.max(grid.height(), grid.width()) / 5.0)) * cell;
    double room = span(output, false) * cell + lift;
    // The planes have the same horizontal centre; the upper one must not hide the lower one.
    double middle = EDGE + this.width / 2.0 - EDGE;
    double above = span(output, false) * cell / 2 + EDGE;
    double between = lift + (span(output, false) + span(grid, false)) * cell / 2;
    between = Math.min(between, Math.max(room, lift + span(grid, false) * cell * 0.75));
    top = corner(output, middle, above);
    ground = corner(grid, middle, above + between);
    this.height = (int) Math.ceil(above + between + span(grid, false) * cell / 2 + EDGE);
  }

  /** Width or height of a plane on the page, in units of a cell's side. */
  private static double span(Size size, boolean wide) {
    return wide
        ? size.width() * COLUMN.getX() - size.height() * ROW.getX()
        : size.width() * COLUMN.getY() + size.height() * ROW.getY();
  }

  /** The top left corner of a plane with a given centre. */
  private Point2D corner(Size size, double x, double y) {
    return new Point2D.Double(
        x - (size.width() * COLUMN.getX() + size.height() * ROW.getX()) * cell / 2,
        y - (size.width() * COLUMN.getY() + size.height() * ROW.getY()) * cell / 2);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  private Point2D point(Point2D origin, double row, double column) {
    return new Point2D.Double(
        origin.getX() + (column * COLUMN.getX() + row * ROW.getX()) * cell,
        origin.getY() + (column * COLUMN.getY() + row * ROW.getY()) * cell);
  }

  private Shape tile(Point2D origin, double row, double column, double rows, double columns) {
    return Canvas.polygon(
        List.of(
            point(origin, row, column),
            point(origin, row, column + columns),
            point(origin, row + rows, column + columns),
            point(origin, row + rows, column)));
  }

  private double stroke() {
    return Math.max(0.35, Math.min(1, cell / 22));
  }

  /** Draws what is the same for all positions: the map and its padding. */
  void drawGround(Canvas canvas) {
    Size grid = window.grid();
    Size padded = window.padded();
    double dash = Math.max(1, cell / 10);
    drawLines(grid, line -> canvas.outline(line, Palette.RULE, stroke()));
    drawTiles(canvas, SlidingWindow.Kind.INSERTED, INSERTED);
    drawLines(padded, line -> canvas.outline(line, Color.WHITE, 2 * stroke()));
    drawLines(padded, line -> canvas.dashed(line, Palette.FAINT, stroke(), dash));
    drawTiles(canvas, SlidingWindow.Kind.INPUT, INPUT);
  }

  private void drawTiles(Canvas canvas, SlidingWindow.Kind kind, Color color) {
    Size grid = window.grid();
    for (int row = 0; row < grid.height(); row++) {
      for (int column = 0; column < grid.width(); column++) {
        if (window.kind(new Cell(row, column)) == kind) {
          Shape tile = tile(ground, row, column, 1, 1);
          canvas.fill(tile, color);
          if (kind == SlidingWindow.Kind.INPUT) {
            canvas.outline(tile, Palette.darker(color, 0.35), stroke());
          }
        }
      }
    }
  }

  /** Draws each line between cells only once: overlapping dashes would look solid. */
  private void drawLines(Size size, Consumer<Shape> draw) {
    for (int row = 0; row <= size.height(); row++) {
      draw.accept(new Line2D.Double(point(ground, row, 0), point(ground, row, size.width())));
    }
    for (int column = 0; column <= size.width(); column++) {
      draw.accept(
          new Line2D.Double(point(ground, 0, column), point(ground, size.height(), column)));
    }
  }

  /**
   * Draws the window at a position.
   *
   * @param cumulative whether to draw the outputs of the positions before it as well
   */
  void drawPosition(Canvas canvas, Cell position, boolean cumulative) {
    for (Cell each : window.cells(position)) {
      Shape tile = tile(ground, each.row(), each.column(), 1, 1);
      canvas.fill(tile, Palette.translucent(WINDOW, 0.72));
      canvas.outline(tile, Palette.darker(WINDOW, 0.35), stroke());
    }
    Cell start = window.start(position);
    Size extent = window.extent();
    canvas.outline(
        tile(ground, start.row(), start.column(), extent.height(), extent.width()),
        Palette.darker(WINDOW, 0.45),
        2 * stroke());
    drawRays(canvas, start, extent, position);
    drawOutput(canvas, position, cumulative);
  }

  private void drawRays(Canvas canvas, Cell start, Size extent, Cell position) {
    Color color = Palette.darker(WINDOW, 0.1);
    List<Point2D> from =
        corners(ground, start.row(), start.column(), extent.height(), extent.width());
    List<Point2D> to = corners(top, position.row(), position.column(), 1, 1);
    for (int i = 0; i < from.size(); i++) {
      int next = (i + 1) % from.size();
      canvas.fill(
          Canvas.polygon(List.of(from.get(i), from.get(next), to.get(next), to.get(i))),
          Palette.translucent(color, 0.07));
      canvas.line(
          from.get(i).getX(),
          from.get(i).getY(),
          to.get(i).getX(),
          to.get(i).getY(),
          Palette.translucent(color, 0.6),
          stroke());
    }
  }

  private List<Point2D> corners(Point2D origin, int row, int column, int rows, int columns) {
    return List.of(
        point(origin, row, column),
        point(origin, row, column + columns),
        point(origin, row + rows, column + columns),
        point(origin, row + rows, column));
  }

  private void drawOutput(Canvas canvas, Cell position, boolean cumulative) {
    Size output = window.output();
    canvas.fill(
        tile(top, 0, 0, output.height(), output.width()), Palette.translucent(Color.WHITE, 0.82));
    if (cumulative) {
      Color done = Palette.lighter(OUTPUT, 0.55);
      if (position.row() > 0) {
        canvas.fill(tile(top, 0, 0, position.row(), output.width()), done);
      }
      if (position.column() > 0) {
        canvas.fill(tile(top, position.row(), 0, 1, position.column()), done);
      }
    }
    canvas.fill(tile(top, position.row(), position.column(), 1, 1), OUTPUT);
    Color line = Palette.darker(OUTPUT, 0.3);
    for (int row = 0; row <= output.height(); row++) {
      line(canvas, point(top, row, 0), point(top, row, output.width()), line);
    }
    for (int column = 0; column <= output.width(); column++) {
      line(canvas, point(top, 0, column), point(top, output.height(), column), line);
    }
  }

  private void line(Canvas canvas, Point2D from, Point2D to, Color color) {
    canvas.line(from.getX(), from.getY(), to.getX(), to.getY(), color, stroke());
  }
}
