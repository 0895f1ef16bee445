package fovea.lab.report.page;

import java.util.Optional;
import java.util.Set;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/** Attributes in a line of text, which belong to the picture or to the heading before them. */
final class AttributeList extends CustomNode {

  private static final int LONGEST = 4000;

  private final Attributes attributes;

  private AttributeList(Attributes attributes) {
    this.attributes = attributes;
  }

  Attributes attributes() {
    return attributes;
  }

  /** The attributes that follow a node, or end a heading. */
  static Attributes after(Node node) {
    return node.getNext() instanceof AttributeList list ? list.attributes : Attributes.NONE;
  }

  /** The attributes at the end of a block. */
  static Attributes in(Node block) {
    return block.getLastChild() instanceof AttributeList list ? list.attributes : Attributes.NONE;
  }

  static InlineContentParserFactory factory() {
    return new InlineContentParserFactory() {
      @Override
      public Set<Character> getTriggerCharacters() {
        return Set.of('{');
      }

      @Override
      public InlineContentParser create() {
        return AttributeList::parse;
      }
    };
  }

  private static ParsedInline parse(InlineParserState state) {
    Scanner scanner = state.scanner();
    return read(scanner)
        .map(found -> ParsedInline.of(new AttributeList(found), scanner.position()))
        .orElseGet(ParsedInline::none);
  }

  /** Reads attributes from brace to brace; what is read of a text that has none is not put back. */
  static Optional<Attributes> read(Scanner scanner) {
    Position start = scanner.position();
    int length = 0;
    if (scanner.peek() != '{') {
      return Optional.empty();
    }
    while (scanner.hasNext() && length++ < LONGEST) {
      boolean end = scanner.peek() == '}';
      scanner.next();
      if (end) {
        Optional<Attributes> found =
            Attributes.of(scanner.getSource(start, scanner.position()).getContent());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
