package fovea.lab.report.document;

import fovea.data.Sha256;
import fovea.lab.report.Fact;
import fovea.lab.words.Texts;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Facts as Markdown. */
final class FactText {

  private static final int DIGITS = 12;

  /** Pixels of a figure as wide as the text: all have the same scale, and so text of one size. */
  private static final double WHOLE_WIDTH = 990;

  private static final Pattern PIXELS = Pattern.compile("<svg[^>]*? width=\"([\\d.]+)\"");

  /** A number with whatever follows, or no value; but not a name such as {@code 1-baseline}. */
  private static final Pattern NUMERIC =
      Pattern.compile(
          "[-+−±\\[(\\s]*\\d(?![\\w/]*-\\p{L}).*|[-–—]?", Pattern.UNICODE_CHARACTER_CLASS);

  private final Texts texts;

  FactText(Texts texts) {
    this.texts = texts;
  }

  /** A fact as a block, from colons to colons. */
  String block(Fact fact) {
    String inside = inside(fact);
    String kind = fact instanceof Fact.Missing ? " .missing" : "";
    String runs =
        fact.runs().isEmpty()
            ? ""
            : " runs=\"%s\"".formatted(String.join(" ", fact.runs()).replace('"', '_'));
    return "::: {#%s .fact%s%s digest=%s}\n%s\n:::\n"
        .formatted(fact.id(), kind, runs, digest(inside), inside);
  }

  /** What stands in the block of a fact. */
  String inside(Fact fact) {
    if (fact instanceof Fact.Statement statement) {
      return statement.markdown().strip();
    } else if (fact instanceof Fact.Table table) {
      return table(table);
    } else if (fact instanceof Fact.Figure figure) {
      return "![%s](%s){alt=\"%s\" width=%s%%}"
          .formatted(
              figure.caption().strip(),
              file(figure),
              figure.alternative().replace('"', '\u201d').replace("\n", " "),
              width(figure.svg()));
    } else if (fact instanceof Fact.Missing missing) {
      return texts.text(
              "missing",
              missing.what(),
              Math.max(1, Math.round(missing.takes().toSeconds() / 60.0)))
          + "\n\n    "
          + missing.command();
    }
    throw new IllegalStateException("a fact is one of four");
  }

  /** The width of a drawing, in per cent of the text's. */
  private static long width(String svg) {
    Matcher pixels = PIXELS.matcher(svg);
    double share = pixels.find() ? Double.parseDouble(pixels.group(1)) / WHOLE_WIDTH : 1;
    return Math.round(100 * Math.min(1, share));
  }

  /** Where a figure is, relative to the report. */
  static String file(Fact.Figure figure) {
    return "figures/" + figure.id() + ".svg";
  }

  private static String table(Fact.Table table) {
    StringBuilder text = new StringBuilder(row(table.header()));
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < table.header().size(); i++) {
      line.append(isNumeric(table.rows(), i) ? "--:|" : ":--|");
    }
    text.append('\n').append(line);
    table.rows().forEach(row -> text.append('\n').append(row(row)));
    return text.append("\n\nTable: ").append(table.caption().strip()).toString();
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row -> column < row.size() && NUMERIC.matcher(row.get(column)).matches());
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  /** Tells whether a text was changed: the start of its SHA-256. */
  static String digest(String inside) {
    return Sha256.hex(inside).substring(0, DIGITS);
  }
}
