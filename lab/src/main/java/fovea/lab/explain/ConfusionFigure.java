package fovea.lab.explain;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Canvas.Anchor;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.words.Texts;
import fovea.train.ClassScores;
import java.awt.Color;
import java.util.List;

/**
 * A figure of the confusion matrix, or of a part of it: true classes in rows, predicted classes in
 * columns.
 */
final class ConfusionFigure {

  private static final int CELL = 46;
  private static final int MARGIN = 110;
  private static final int TITLE = 34;
  private static final int NAMES = 84;
  private static final double DARK = 0.55;

  private final List<String> classes;
  private final List<Integer> shown;
  private final ClassScores scores;
  private final Texts texts;

  /**
   * @param classes the names of all classes
   * @param shown the classes to show
   */
  ConfusionFigure(List<String> classes, List<Integer> shown, ClassScores scores, Texts texts) {
    this.classes = classes;
    this.shown = shown;
    this.scores = scores;
    this.texts = texts;
  }

  Figure figure() {
    int side = CELL * shown.size();
    return new Figure(
        texts.text("confusion.title"), MARGIN + side + 50, TITLE + NAMES + side + 12, this::draw);
  }

  private void draw(Canvas canvas) {
    int top = TITLE + NAMES;
    canvas.boldText(texts.text("confusion.title"), 10, 20, Anchor.START, 14, Palette.INK);
    canvas.text(texts.text("confusion.rows"), 10, top - 8, Anchor.START, 11, Palette.FAINT);
    canvas.text(
        texts.text("confusion.columns"), MARGIN, TITLE + 8, Anchor.START, 11, Palette.FAINT);
    for (int row = 0; row < shown.size(); row++) {
      int middle = CELL * row + CELL / 2;
      String name = classes.get(shown.get(row));
      canvas.centredText(name, MARGIN - 8, top + middle, Anchor.END, 12, Palette.INK);
      canvas.rotatedText(name, MARGIN + middle + 4, top - 8, -45, Anchor.START, 12, Palette.INK);
      for (int column = 0; column < shown.size(); column++) {
        cell(canvas, row, column);
      }
    }
    canvas.outline(
        Canvas.rectangle(MARGIN, top, CELL * shown.size(), CELL * shown.size()), Palette.FAINT, 1);
  }

  private void cell(Canvas canvas, int row, int column) {
    int count = scores.count(shown.get(row), shown.get(column));
    double share = count == 0 ? 0 : (double) count / scores.images(shown.get(row));
    double x = MARGIN + CELL * column;
    double y = TITLE + NAMES + CELL * row;
    Color full = row == column ? Palette.categorical(0) : Palette.categorical(1);
    // The square root makes rare mistakes visible.
    double strength = Math.sqrt(share);
    canvas.fill(Canvas.rectangle(x, y, CELL, CELL), Palette.lighter(full, 1 - strength));
    canvas.outline(Canvas.rectangle(x, y, CELL, CELL), Palette.RULE, 0.5);
    if (count > 0) {
      canvas.centredText(
          Integer.toString(count),
          x + CELL / 2.0,
          y + CELL / 2.0,
          Anchor.MIDDLE,
          11,
          strength > DARK && row == column ? Color.WHITE : Palette.INK);
    }
  }
}
