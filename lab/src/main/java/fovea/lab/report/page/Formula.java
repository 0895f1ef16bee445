package fovea.lab.report.page;

import java.util.Set;
import org.commonmark.node.CustomNode;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/** A formula in TeX, between dollar signs: one in a line of text, two on lines of its own. */
public final class Formula extends CustomNode {

  private final String tex;
  private final boolean display;

  Formula(String tex, boolean display) {
    this.tex = tex;
    this.display = display;
  }

  /** The formula in TeX. */
  public String tex() {
    return tex;
  }

  /** Whether it stands on lines of its own. */
  public boolean display() {
    return display;
  }

  static InlineContentParserFactory factory() {
    return new InlineContentParserFactory() {
      @Override
      public Set<Character> getTriggerCharacters() {
        return Set.of('$');
      }

      @Override
      public InlineContentParser create() {
        return Formula::parse;
      }
    };
  }

  /** As in Pandoc: no space inside the dollar signs, and no digit after the second. */
  private static ParsedInline parse(InlineParserState state) {
    Scanner scanner = state.scanner();
    int signs = scanner.matchMultiple('$');
    if (signs > 2 || (signs == 1 && isSpace(scanner.peek()))) {
      return ParsedInline.none();
    }
    Position start = scanner.position();
    char before = ' ';
    while (scanner.hasNext()) {
      char next = scanner.peek();
      if (next == '\\') {
        scanner.next();
      } else if (next == '$' && (signs == 2 || !isSpace(before))) {
        String tex = scanner.getSource(start, scanner.position()).getContent();
        int closing = scanner.matchMultiple('$');
        boolean ends = closing == signs && !(signs == 1 && Character.isDigit(scanner.peek()));
        return ends && !tex.isBlank()
            ? ParsedInline.of(new Formula(tex.strip(), signs == 2), scanner.position())
            : ParsedInline.none();
      }
      before = scanner.peek();
      scanner.next();
    }
    return ParsedInline.none();
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || c == Scanner.END;
  }
}
