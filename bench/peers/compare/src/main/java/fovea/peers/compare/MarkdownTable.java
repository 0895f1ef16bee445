package fovea.peers.compare;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table whose columns are aligned in the source, too. */
final class MarkdownTable {

  private final List<List<String>> rows = new ArrayList<>();

  MarkdownTable(List<String> header) {
    rows.add(header);
  }

  void add(List<String> row) {
    rows.add(row);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column < rows.get(0).size(); column++) {
        text.append("| ").append(padded(rows.get(i).get(column), column)).append(' ');
      }
      text.append("|\n");
      if (i == 0) {
        for (int column = 0; column < rows.get(0).size(); column++) {
          text.append('|').append("-".repeat(width(column) + 2));
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  private String padded(String cell, int column) {
    return cell + " ".repeat(width(column) - cell.length());
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
  }
}
