package fovea.lab.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.node.Node;

/**
 * The widths of a table's columns in millimetres, which XSL-FO does not find by itself here: as
 * wide as the cells need, and less where the page ends.
 */
record Columns(List<Double> widths) {

  /** The page's width between its margins. */
  static final double PAGE = 174;

  private static final double LETTER = 1.62;
  private static final double PADDING = 3.6;

  /** Headings may break between words, cells of numbers had better not. */
  static Columns of(TableBlock table) {
    List<Double> wanted = new ArrayList<>();
    List<Double> least = new ArrayList<>();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        int column = 0;
        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
          String words = Markdown.words(cell);
          double longest =
              words.isEmpty()
                  ? 1
                  : IntStream.of(
                          List.of(words.split(" ")).stream().mapToInt(String::length).toArray())
                      .max()
                      .orElse(1);
          boolean heading = !(part instanceof TableBody);
          double all = heading ? Math.max(longest, words.length() / 2.0) : words.length();
          put(wanted, column, all * LETTER + PADDING);
          put(least, column, longest * (heading ? 1.08 : 1) * LETTER + PADDING);
          column++;
        }
      }
    }
    double sum = wanted.stream().mapToDouble(Double::doubleValue).sum();
    double smallest = least.stream().mapToDouble(Double::doubleValue).sum();
    double share =
        sum <= PAGE || sum <= smallest ? 1 : Math.max(0, (PAGE - smallest) / (sum - smallest));
    double squeeze = smallest > PAGE ? PAGE / smallest : 1;
    List<Double> widths = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      double width = least.get(i) + share * (Math.max(wanted.get(i), least.get(i)) - least.get(i));
      widths.add(Math.round(10 * width * squeeze) / 10.0);
    }
    return new Columns(widths);
  }

  private static void put(List<Double> widths, int column, double width) {
    if (column == widths.size()) {
      widths.add(width);
    } else {
      widths.set(column, Math.max(widths.get(column), width));
    }
  }

  double width() {
    return Math.round(10 * widths.stream().mapToDouble(Double::doubleValue).sum()) / 10.0;
  }

  /** The space before the table, so that it is in the middle of what width there is. */
  double indent(double available) {
    return Math.max(0, Math.round(5 * (available - width())) / 10.0);
  }
}
