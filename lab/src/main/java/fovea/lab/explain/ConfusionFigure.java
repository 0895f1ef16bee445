package fovea.lab.explain;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Canvas.Anchor;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.words.Texts;
import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;

/** A figure of the confusion matrix: true classes in rows, predicted classes in columns. */
final class ConfusionFigure {

  private static final int CELL = 46;
  private static final int MARGIN = 110;
  private static final int TITLE = 34;
  private static final int NAMES = 84;
  private static final double DARK = 0.55;

  private final List<String> classes;
  private final int[][] counts;
  private final Texts texts;

  ConfusionFigure(Predictions predictions, Texts texts) {
    this.classes = predictions.classes();
    this.counts = predictions.confusion();
    this.texts = texts;
  }

  Figure figure() {
    int side = CELL * classes.size();
    return new Figure(
        texts.text("confusion.title"), MARGIN + side + 50, TITLE + NAMES + side + 12, this::draw);
  }

  private void draw(Canvas canvas) {
    int top = TITLE + NAMES;
    canvas.boldText(texts.text("confusion.title"), 10, 20, Anchor.START, 14, Palette.INK);
    canvas.text(texts.text("confusion.rows"), 10, top - 8, Anchor.START, 11, Palette.FAINT);
    canvas.text(
        texts.text("confusion.columns"), MARGIN, TITLE + 8, Anchor.START, 11, Palette.FAINT);
    for (int label = 0; label < classes.size(); label++) {
      int middle = CELL * label + CELL / 2;
      String name = classes.get(label);
      canvas.centredText(name, MARGIN - 8, top + middle, Anchor.END, 12, Palette.INK);
      canvas.rotatedText(name, MARGIN + middle + 4, top - 8, -45, Anchor.START, 12, Palette.INK);
      int all = IntStream.of(counts[label]).sum();
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        double share = all == 0 ? 0 : (double) counts[label][predicted] / all;
        cell(canvas, label, predicted, share);
      }
    }
    canvas.outline(
        Canvas.rectangle(MARGIN, top, CELL * classes.size(), CELL * classes.size()),
        Palette.FAINT,
        1);
  }

  private void cell(Canvas canvas, int label, int predicted, double share) {
    double x = MARGIN + CELL * predicted;
    double y = TITLE + NAMES + CELL * label;
    Color full = label == predicted ? Palette.categorical(0) : Palette.categorical(1);
    // The square root makes rare mistakes visible.
    double strength = Math.sqrt(share);
    canvas.fill(Canvas.rectangle(x, y, CELL, CELL), Palette.lighter(full, 1 - strength));
    canvas.outline(Canvas.rectangle(x, y, CELL, CELL), Palette.RULE, 0.5);
    if (counts[label][predicted] > 0) {
      canvas.centredText(
          Integer.toString(counts[label][predicted]),
          x + CELL / 2.0,
          y + CELL / 2.0,
          Anchor.MIDDLE,
          11,
          strength > DARK && label == predicted ? Color.WHITE : Palette.INK);
    }
  }
}
