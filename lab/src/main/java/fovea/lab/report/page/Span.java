package fovea.lab.report.page;

import java.util.Optional;
import org.commonmark.node.CustomNode;
import org.commonmark.parser.beta.LinkProcessor;
import org.commonmark.parser.beta.LinkResult;
import org.commonmark.parser.beta.Position;

/** Text between brackets with attributes in braces behind them, as Pandoc has it. */
public final class Span extends CustomNode {

  private final Attributes attributes;

  private Span(Attributes attributes) {
    this.attributes = attributes;
  }

  /** What the braces say of the text. */
  public Attributes attributes() {
    return attributes;
  }

  static LinkProcessor processor() {
    return (link, scanner, context) -> {
      if (link.marker() != null || link.destination() != null || link.label() != null) {
        return LinkResult.none();
      }
      Position start = link.afterTextBracket();
      scanner.setPosition(start);
      Optional<Attributes> attributes = AttributeList.read(scanner);
      if (attributes.isPresent()) {
        return LinkResult.wrapTextIn(new Span(attributes.get()), scanner.position());
      }
      scanner.setPosition(start);
      return LinkResult.none();
    };
  }
}
