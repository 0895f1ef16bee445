package fovea.lab.report.page;

import fovea.lab.words.Texts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;

/** The captions of figures and tables, numbered in the order of the text. */
final class Captions {

  /** How Pandoc marks the caption of a table. */
  private static final String TABLE = "Table: ";

  private final Map<Node, Integer> numbers = new HashMap<>();
  private final Set<Node> captions = new HashSet<>();
  private final Map<String, String> labels = new HashMap<>();
  private final Texts texts;

  Captions(Node document, Texts texts) {
    this.texts = texts;
    int[] counts = new int[2];
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Paragraph paragraph) {
            figure(paragraph).ifPresent(image -> number(image, ++counts[0], "figure"));
          }

          @Override
          public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
              ofTable(block).ifPresent(caption -> number(block, ++counts[1], "table"));
            } else {
              visitChildren(block);
            }
          }
        });
  }

  private void number(Node node, int number, String kind) {
    numbers.put(node, number);
    if (node instanceof TableBlock) {
      ofTable(node).ifPresent(captions::add);
    }
    String label = texts.text(kind, number);
    division(node).ifPresent(id -> labels.putIfAbsent(id, label));
  }

  private static Optional<String> division(Node node) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (at instanceof Division division && division.attributes().id().isPresent()) {
        return division.attributes().id();
      }
    }
    return Optional.empty();
  }

  /** The picture that is all of a paragraph. */
  static Optional<Image> figure(Paragraph paragraph) {
    boolean alone =
        paragraph.getFirstChild() instanceof Image image
            && (image.getNext() == null
                || (image.getNext() instanceof AttributeList list && list.getNext() == null));
    return alone ? Optional.of((Image) paragraph.getFirstChild()) : Optional.empty();
  }

  /** The paragraph after a table that is its caption. */
  static Optional<Paragraph> ofTable(Node table) {
    return table.getNext() instanceof Paragraph paragraph
            && paragraph.getFirstChild() instanceof Text text
            && text.getLiteral().startsWith(TABLE)
        ? Optional.of(paragraph)
        : Optional.empty();
  }

  /** The text of a caption's first node, without what marks it as a caption. */
  static String unmarked(String literal) {
    return literal.startsWith(TABLE) ? literal.substring(TABLE.length()) : literal;
  }

  /** Whether a paragraph is the caption of a table before it. */
  boolean isCaption(Paragraph paragraph) {
    return captions.contains(paragraph);
  }

  /** Such as "Figure 3"; empty if it has no number. */
  String label(Node node) {
    Integer number = numbers.get(node);
    return number == null
        ? ""
        : texts.text(node instanceof TableBlock ? "table" : "figure", number);
  }

  /** What a fact is called in the text, such as "Table 2", by its identifier. */
  Optional<String> label(String id) {
    return Optional.ofNullable(labels.get(id));
  }
}
