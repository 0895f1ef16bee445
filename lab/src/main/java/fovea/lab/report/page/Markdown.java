package fovea.lab.report.page;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Reads Markdown: CommonMark with tables, and Pandoc's formulas, divisions, spans and attributes.
 */
public final class Markdown {

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .customBlockParserFactory(Division.factory())
          .customInlineContentParserFactory(Formula.factory())
          .customInlineContentParserFactory(AttributeList.factory())
          .linkProcessor(Span.processor())
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  private Markdown() {}

  /** The tree of a text, whose nodes know where in the text they are. */
  public static Node parse(String text) {
    return PARSER.parse(text);
  }

  /** The words of a node, without what marks them up. */
  public static String words(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak lineBreak) {
            words.append(' ');
          }

          @Override
          public void visit(HardLineBreak lineBreak) {
            words.append(' ');
          }

          @Override
          public void visit(org.commonmark.node.CustomNode node) {
            if (node instanceof Formula formula) {
              words.append(formula.tex());
            } else {
              visitChildren(node);
            }
          }
        });
    return words.toString().strip();
  }
}
