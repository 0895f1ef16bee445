package fovea.lab.ladder;

import fovea.lab.figure.Canvas;
import fovea.lab.figure.Canvas.Anchor;
import fovea.lab.figure.Figure;
import fovea.lab.figure.Palette;
import fovea.lab.words.Texts;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * A heat map of a sweep's test accuracies, with the first row at the bottom.
 *
 * @param columns the horizontal axis
 * @param rows the vertical axis
 * @param accuracies accuracies of the cells, row by row, 0 to 1; NaN leaves a cell empty
 * @param texts the bundle {@code ladder.comparison}
 */
record SweepFigure(Sweep.Axis columns, Sweep.Axis rows, List<Double> accuracies, Texts texts) {

  private static final int WIDE_CELL = 96;

  /** Width of a cell where there are many columns, and the number of those. */
  private static final int NARROW_CELL = 66;

  private static final int MANY = 6;
  private static final int CELL_HEIGHT = 64;
  private static final int TOP = 46;
  private static final int BOTTOM = 62;
  private static final int MARGIN = 20;
  private static final int SIZE = 13;

  /** Colours of the lowest and the highest accuracy, light enough for black text. */
  private static final Color LOW = new Color(0xF7FBFF);

  private static final Color HIGH = new Color(0x56B4E9);

  SweepFigure {
    accuracies = List.copyOf(accuracies);
  }

  Figure figure() {
    int title = texts.text("heatmap").length() * 9;
    int width = left() + columns.labels().size() * cellWidth();
    return new Figure(
        texts.text("heatmap"),
        Math.max(width, title) + MARGIN,
        TOP + rows.labels().size() * CELL_HEIGHT + BOTTOM,
        this::draw);
  }

  /** Room for the labels of the rows. */
  private int left() {
    int longest = rows.labels().stream().mapToInt(String::length).max().orElse(0);
    return MARGIN + (rows.key().isEmpty() ? 0 : 30 + 8 * longest);
  }

  private int cellWidth() {
    int longest = columns.labels().stream().mapToInt(String::length).max().orElse(0);
    return Math.max(columns.labels().size() > MANY ? NARROW_CELL : WIDE_CELL, 8 * longest + 12);
  }

  private void draw(Canvas canvas) {
    DoubleSummaryStatistics range =
        accuracies.stream()
            .filter(each -> !Double.isNaN(each))
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    int count = columns.labels().size();
    canvas.boldText(texts.text("heatmap"), MARGIN, 26, Anchor.START, 15, Palette.INK);
    for (int i = 0; i < accuracies.size(); i++) {
      cell(canvas, i % count, i / count, accuracies.get(i), range);
    }
    double bottom = TOP + rows.labels().size() * CELL_HEIGHT;
    for (int column = 0; column < count; column++) {
      String label = columns.labels().get(column);
      double middle = left() + (column + 0.5) * cellWidth();
      canvas.text(label, middle, bottom + 20, Anchor.MIDDLE, SIZE, Palette.INK);
    }
    double middle = left() + count * cellWidth() / 2.0;
    canvas.boldText(columns.key(), middle, bottom + 46, Anchor.MIDDLE, SIZE, Palette.INK);
    if (!rows.key().isEmpty()) {
      for (int row = 0; row < rows.labels().size(); row++) {
        double y = top(row) + CELL_HEIGHT / 2.0;
        canvas.centredText(rows.labels().get(row), left() - 8, y, Anchor.END, SIZE, Palette.INK);
      }
      canvas.rotatedText(
          rows.key(), MARGIN + 4, (TOP + bottom) / 2, -90, Anchor.MIDDLE, SIZE, Palette.INK);
    }
  }

  private double top(int row) {
    return TOP + (rows.labels().size() - 1 - row) * CELL_HEIGHT;
  }

  private void cell(
      Canvas canvas, int column, int row, double accuracy, DoubleSummaryStatistics range) {
    Rectangle2D square =
        Canvas.rectangle(left() + column * cellWidth(), top(row), cellWidth(), CELL_HEIGHT);
    if (!Double.isNaN(accuracy)) {
      double width = range.getMax() - range.getMin();
      double share = width > 0 ? (accuracy - range.getMin()) / width : 1;
      canvas.fill(square, Palette.mix(LOW, HIGH, share));
      canvas.centredText(
          texts.number(100 * accuracy, 2),
          square.getCenterX(),
          square.getCenterY(),
          Anchor.MIDDLE,
          SIZE + 2,
          Color.BLACK);
    }
    canvas.outline(square, Palette.RULE, 1);
  }
}
