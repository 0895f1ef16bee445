package fovea.cli;

import java.util.Collection;
import java.util.function.Function;

/** The width of a column of names, which are written in full. */
final class Column {

  private Column() {}

  /** The format of a left-aligned column that is as wide as its longest name, or a least width. */
  static <T> String of(Collection<T> rows, Function<T, String> name, int least) {
    int width = rows.stream().map(name).mapToInt(Column::width).max().orElse(0);
    return "%-" + Math.max(width, least) + "s";
  }

  private static int width(String name) {
    return name.codePointCount(0, name.length());
  }
}
