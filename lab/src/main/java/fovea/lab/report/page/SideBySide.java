package fovea.lab.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;

/** Finds narrow figures, and a narrow table beside one, that fit next to each other in print. */
final class SideBySide {

  /** Space between two, in millimetres. */
  static final double SPACE = 4;

  private SideBySide() {}

  /**
   * The nodes that start with one and stand in a row.
   *
   * @return the node alone, if nothing fits beside it
   */
  static List<Node> from(Node first) {
    List<Node> row = new ArrayList<>();
    double width = -SPACE;
    boolean figure = false;
    for (Node node = first; node != null; node = node.getNext()) {
      OptionalDouble own = width(node);
      width += SPACE + own.orElse(Columns.PAGE);
      if (own.isEmpty() || width > Columns.PAGE) {
        break;
      }
      row.add(node);
      figure |= content(node).filter(Paragraph.class::isInstance).isPresent();
    }
    return row.size() < 2 || !figure ? List.of(first) : row;
  }

  /** The width of a figure or a table in millimetres; empty for anything else. */
  static OptionalDouble width(Node node) {
    Optional<Node> content = content(node);
    if (content.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (content.get() instanceof TableBlock table) {
      return OptionalDouble.of(Columns.of(table).width());
    }
    Image image = Captions.figure((Paragraph) content.get()).orElseThrow();
    OptionalDouble share = AttributeList.after(image).share();
    return share.isPresent()
        ? OptionalDouble.of(share.getAsDouble() * Columns.PAGE)
        : OptionalDouble.empty();
  }

  /** The figure, or the fact's table, that is all of a node. */
  private static Optional<Node> content(Node node) {
    Node only = node;
    if (node instanceof Division division) {
      only = division.getFirstChild();
      boolean fact = division.attributes().is("fact") && only != null;
      if (fact && only instanceof TableBlock) {
        Optional<Paragraph> caption = Captions.ofTable(only);
        return caption.isPresent() && caption.get().getNext() == null
            ? Optional.of(only)
            : Optional.empty();
      }
      if (!fact || only.getNext() != null) {
        return Optional.empty();
      }
    }
    return only instanceof Paragraph paragraph && Captions.figure(paragraph).isPresent()
        ? Optional.of(only)
        : Optional.empty();
  }
}
