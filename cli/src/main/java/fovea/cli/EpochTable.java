package fovea.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of a training's epochs, with as many of its columns as fit the terminal. */
final class EpochTable {

  /**
   * A column.
   *
   * @param heading the key of its heading
   * @param width its width in characters
   * @param rank how many columns are more important
   */
  private record Column(String heading, int width, int rank) {}

  /** All columns, which fit a terminal of 80 columns. */
  private static final List<Column> COLUMNS =
      List.of(
          new Column("epoch", 7, 0),
          new Column("rate", 10, 6),
          new Column("trainLoss", 10, 3),
          new Column("accuracy", 8, 4),
          new Column("testLoss", 10, 2),
          new Column("accuracy", 8, 1),
          new Column("seconds", 5, 8),
          new Column("images", 6, 7),
          new Column("left", 7, 5));

  private final int shown;

  /**
   * @param length the maximum length of a line
   */
  EpochTable(int length) {
    int count = COLUMNS.size();
    while (count > 1 && length(count) > length) {
      count--;
    }
    shown = count;
  }

  /** The length of lines with the most important columns. */
  private static int length(int count) {
    int widths =
        COLUMNS.stream().filter(column -> column.rank() < count).mapToInt(Column::width).sum();
    return widths + count - 1;
  }

  /** The keys of all headings, in order. */
  static List<String> headings() {
    return COLUMNS.stream().map(Column::heading).toList();
  }

  /**
   * A line.
   *
   * @param cells the texts of all columns, in order
   */
  String row(List<String> cells) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < COLUMNS.size(); i++) {
      Column column = COLUMNS.get(i);
      if (column.rank() < shown) {
        texts.add(String.format(Locale.ROOT, "%" + column.width() + "s", cells.get(i)));
      }
    }
    return String.join(" ", texts);
  }
}
