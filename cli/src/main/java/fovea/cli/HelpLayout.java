package fovea.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Lays out help texts for a line length. Lines end at spaces only, so that what is typed stays in
 * one piece; an example that is too long goes on after a backslash, as a shell reads it.
 *
 * @param width the maximum length of a line, at least 39
 */
record HelpLayout(int width) {

  /** Line lengths from which descriptions stand beside names, and not below them. */
  private static final int BESIDE = 60;

  /** The most columns that names take if descriptions stand beside them. */
  private static final int NAMES = 29;

  /** What descriptions below names are indented by, and the second lines of an example. */
  private static final int BELOW = 8;

  private static final String EXAMPLE = "  ";

  /** Spaces at which a line may end: not those before French punctuation. */
  private static final Pattern SPACE = Pattern.compile("(?<!«) (?![;:!?»%](?: |$))");

  /** A word of an example, with its flag; it may have spaces in quotation marks. */
  private static final Pattern WORD =
      Pattern.compile("(?:--[\\w-]+ (?![-|>]))?(?:'[^']*'|\"[^\"]*\"|\\S)+");

  /** What stands between an example and the remark on it. */
  private static final Pattern REMARK = Pattern.compile("(?<=\\S) {2,}(?=\\S)");

  /** Colours of a terminal, which have no width. */
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  /**
   * A name and what it means.
   *
   * @param name the name, indented
   * @param texts paragraphs
   */
  record Row(String name, List<String> texts) {
    Row {
      texts = List.copyOf(texts);
    }
  }

  private static int length(String text) {
    return COLOURS.matcher(text).replaceAll("").length();
  }

  /** The column at which the descriptions of rows begin. */
  int column(List<Row> rows) {
    int longest = rows.stream().mapToInt(row -> length(row.name())).max().orElse(0);
    return width < BESIDE ? BELOW : Math.min(longest + 2, NAMES);
  }

  /** Rows whose descriptions begin at a column. */
  String rows(List<Row> rows, int column) {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      int space = column - length(row.name());
      text.append(row.name()).append(space > 0 ? " ".repeat(space) : "\n" + " ".repeat(column));
      int hanging = width < BESIDE ? column : column + 2;
      int start = column;
      for (String paragraph : row.texts()) {
        text.append(" ".repeat(start == column ? 0 : column));
        append(text, paragraph, column, hanging);
        start = 0;
      }
      if (row.texts().isEmpty()) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** A paragraph. */
  String paragraph(String text) {
    StringBuilder lines = new StringBuilder();
    append(lines, text, 0, 0);
    return lines.toString();
  }

  /**
   * How a command is called, after a heading.
   *
   * @param heading the length of the heading
   */
  String synopsis(String text, int heading) {
    int name = text.indexOf(" [") + 1;
    StringBuilder lines = new StringBuilder();
    int hanging = width < BESIDE ? BELOW : Math.min(heading + name, width / 3);
    append(lines, text, heading, hanging);
    return lines.toString();
  }

  /** Paragraphs, whose lines are joined, and examples, which are indented. */
  String prose(String text) {
    StringBuilder lines = new StringBuilder();
    List<String> paragraph = new ArrayList<>();
    for (String line : text.stripTrailing().lines().toList()) {
      if (!line.isBlank() && !line.startsWith(EXAMPLE)) {
        paragraph.add(line.strip());
        continue;
      }
      flush(lines, paragraph);
      if (line.isBlank()) {
        lines.append('\n');
      } else {
        example(lines, line);
      }
    }
    flush(lines, paragraph);
    return lines.toString();
  }

  private void flush(StringBuilder lines, List<String> paragraph) {
    if (!paragraph.isEmpty()) {
      append(lines, String.join(" ", paragraph), 0, 0);
      paragraph.clear();
    }
  }

  private void example(StringBuilder lines, String line) {
    if (length(line) <= width) {
      lines.append(line).append('\n');
      return;
    }
    String[] parts = REMARK.split(line, 2);
    String more = " \\";
    int used = 0;
    for (String word : WORD.matcher(parts[0]).results().map(MatchResult::group).toList()) {
      if (used > 0 && used + 1 + word.length() + more.length() > width) {
        lines.append(more).append('\n').append(" ".repeat(BELOW - 2));
        used = BELOW - 2;
      } else {
        lines.append(used == 0 ? EXAMPLE : " ");
        used += used == 0 ? EXAMPLE.length() : 1;
      }
      lines.append(word);
      used += word.length();
    }
    lines.append('\n');
    if (parts.length > 1) {
      lines.append(" ".repeat(BELOW));
      append(lines, parts[1], BELOW, BELOW);
    }
  }

  /** Appends words, the first at one column and those of further lines from another. */
  private void append(StringBuilder lines, String text, int first, int next) {
    int used = first;
    boolean begun = false;
    for (String word : SPACE.split(text, -1)) {
      if (begun && used + 1 + length(word) > width) {
        lines.append('\n').append(" ".repeat(next));
        used = next;
      } else if (begun) {
        lines.append(' ');
        used++;
      }
      lines.append(word);
      used += length(word);
      begun = true;
    }
    lines.append('\n');
  }
}
