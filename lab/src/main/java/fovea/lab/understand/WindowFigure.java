package fovea.lab.understand;

import fovea.lab.figure.Animation;
import fovea.lab.figure.Canvas;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.understand.SlidingWindow.Cell;
import fovea.lab.words.Texts;
import fovea.nn.Size;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Figures of a sliding window: a still of some of its positions, and an animation of its path. The
 * padded input map lies below, the output above it.
 */
public final class WindowFigure {

  /** Maximum number of rows and columns; beyond it, cells would be too small to see. */
  private static final int MAX_CELLS = 64;

  /** Maximum number of outputs for an animation of all positions. */
  private static final int MAX_FRAMES = 100;

  /** Maximum number of output rows and columns for a still of all positions. */
  private static final int ALL_SHOWN = 3;

  private static final int STILL_WIDTH = 220;
  private static final int ANIMATION_WIDTH = 480;
  private static final int MARGIN = 16;
  private static final int HEADER = 66;
  private static final int CAPTION = 22;
  private static final int MIN_WIDTH = 560;
  private static final double TITLE = 14;
  private static final double TEXT = 11.5;
  private static final double SECONDS = 0.6;

  private final SlidingWindow window;
  private final String title;
  private final Texts texts;

  /**
   * Prepares the figures.
   *
   * @param title the layer and its parameters
   * @param texts the bundle {@code understand.arithmetic}
   * @throws IllegalArgumentException if there are too many cells to draw
   */
  public WindowFigure(SlidingWindow window, String title, Texts texts) {
    Size grid = window.grid();
    Size output = window.output();
    if (Math.max(grid.height(), grid.width()) > MAX_CELLS
        || Math.max(output.height(), output.width()) > MAX_CELLS) {
      throw new IllegalArgumentException(
          "cannot draw %s cells, padding included: a figure shows up to %sx%s; draw a smaller input, over which the window moves in the same way"
              .formatted(grid, MAX_CELLS, MAX_CELLS));
    }
    this.window = window;
    this.title = title;
    this.texts = texts;
  }

  /**
   * Writes the still as {@code base.svg} and {@code base.png}, and the animation as {@code
   * base-animated.svg} and {@code base.gif}.
   *
   * @return the files written
   * @throws IOException if they cannot be written
   */
  public List<Path> write(Path base) throws IOException {
    List<Path> files = new ArrayList<>(still().write(base));
    files.addAll(animation().write(base));
    return files;
  }

  /** The still: all positions if they are few, otherwise the first steps and the last position. */
  public Figure still() {
    Size output = window.output();
    boolean all = output.height() <= ALL_SHOWN && output.width() <= ALL_SHOWN;
    List<Cell> shown = all ? window.positions() : steps();
    int columns = all ? output.width() : Math.min(2, shown.size());
    int rows = (shown.size() + columns - 1) / columns;
    WindowScene scene = new WindowScene(window, STILL_WIDTH);
    int panel = scene.width() + MARGIN;
    int row = scene.height() + CAPTION;
    int width = Math.max(MIN_WIDTH, columns * panel + MARGIN);
    int left = (width - columns * panel + MARGIN) / 2;
    return new Figure(
        title,
        width,
        HEADER + rows * row + MARGIN,
        canvas -> {
          head(canvas, width);
          for (int i = 0; i < shown.size(); i++) {
            int x = left + i % columns * panel;
            int y = HEADER + i / columns * row;
            canvas.graphics().translate(x, y);
            scene.drawGround(canvas);
            scene.drawPosition(canvas, shown.get(i), all);
            canvas.text(
                caption(shown.get(i)),
                scene.width() / 2.0,
                scene.height() + CAPTION / 2.0 + 2,
                Canvas.Anchor.MIDDLE,
                TEXT,
                Palette.INK);
            canvas.graphics().translate(-x, -y);
          }
        });
  }

  private String caption(Cell position) {
    return texts.text("position", position.row() + 1, position.column() + 1);
  }

  /** The first positions in both directions and the last position. */
  private List<Cell> steps() {
    Size output = window.output();
    Set<Cell> steps = new LinkedHashSet<>();
    steps.add(new Cell(0, 0));
    steps.add(new Cell(0, Math.min(1, output.width() - 1)));
    steps.add(new Cell(Math.min(1, output.height() - 1), 0));
    steps.add(new Cell(output.height() - 1, output.width() - 1));
    return List.copyOf(steps);
  }

  /**
   * The animation of the window's path: over all positions or, if they are many, along two borders.
   */
  public Animation animation() {
    Size output = window.output();
    boolean all = output.area() <= MAX_FRAMES;
    List<Cell> shown = all ? window.positions() : borders();
    WindowScene scene = new WindowScene(window, ANIMATION_WIDTH);
    int width = Math.max(MIN_WIDTH, scene.width() + 2 * MARGIN);
    int left = (width - scene.width()) / 2;
    List<Consumer<Canvas>> frames = new ArrayList<>();
    for (Cell position : shown) {
      frames.add(at(left, canvas -> scene.drawPosition(canvas, position, all)));
    }
    Consumer<Canvas> head = canvas -> head(canvas, width);
    return new Animation(
        title,
        width,
        HEADER + scene.height() + MARGIN,
        head.andThen(at(left, scene::drawGround)),
        frames,
        all && shown.size() <= 30 ? SECONDS : SECONDS / 3);
  }

  private static Consumer<Canvas> at(int left, Consumer<Canvas> drawing) {
    return canvas -> {
      canvas.graphics().translate(left, HEADER);
      drawing.accept(canvas);
      canvas.graphics().translate(-left, -HEADER);
    };
  }

  /** The first row from left to right, then the last column downwards. */
  private List<Cell> borders() {
    Size output = window.output();
    List<Cell> path = new ArrayList<>();
    for (int column = 0; column < output.width(); column++) {
      path.add(new Cell(0, column));
    }
    for (int row = 1; row < output.height(); row++) {
      path.add(new Cell(row, output.width() - 1));
    }
    return path;
  }

  private void head(Canvas canvas, int width) {
    double room = width - 2.0 * MARGIN;
    double size = TITLE * Math.min(1, room / canvas.boldWidth(title, TITLE));
    canvas.boldText(title, width / 2.0, 24, Canvas.Anchor.MIDDLE, size, Palette.INK);
    List<String> keys = new ArrayList<>(List.of("cellInput"));
    Size none = Size.of(0);
    if (!window.before().equals(none) || !window.after().equals(none)) {
      keys.add("cellPadding");
    }
    if (!window.inputDilation().equals(Size.of(1))) {
      keys.add("cellInserted");
    }
    keys.addAll(List.of("cellWindow", "cellOutput"));
    double total = keys.stream().mapToDouble(key -> entryWidth(canvas, key)).sum();
    double x = (width - total) / 2;
    for (String key : keys) {
      entry(canvas, key, x);
      x += entryWidth(canvas, key);
    }
  }

  private double entryWidth(Canvas canvas, String key) {
    return canvas.width(texts.text(key), TEXT) + 38;
  }

  private void entry(Canvas canvas, String key, double x) {
    var box = Canvas.rectangle(x, 38, 13, 13);
    Color color =
        switch (key) {
          case "cellInput" -> WindowScene.INPUT;
          case "cellWindow" -> WindowScene.WINDOW;
          case "cellOutput" -> WindowScene.OUTPUT;
          case "cellInserted" -> WindowScene.INSERTED;
          default -> Color.WHITE;
        };
    canvas.fill(box, color);
    switch (key) {
      case "cellPadding", "cellInserted" -> canvas.dashed(box, Palette.FAINT, 1, 2.5);
      default -> canvas.outline(box, Palette.darker(color, 0.4), 1);
    }
    canvas.text(texts.text(key), x + 19, 49, Canvas.Anchor.START, TEXT, Palette.INK);
  }
}
