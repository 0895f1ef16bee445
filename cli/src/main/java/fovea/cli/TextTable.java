package fovea.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rows of cells as lines of text with aligned columns. */
final class TextTable {

  private final Set<Integer> texts;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param texts the columns that start at the left; all others, numbers, end at the right
   */
  TextTable(Set<Integer> texts) {
    this.texts = Set.copyOf(texts);
  }

  void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  List<String> lines() {
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String side = texts.contains(i) ? "-" : "";
      line.append(
          String.format(Locale.ROOT, "%" + side + Math.max(1, widths[i]) + "s  ", row.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
