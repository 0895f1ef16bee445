package fovea.lab.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Joins the segments of polygonal lines in an SVG document, which XChart draws one by one. That
 * makes files small, corners round and dashes regular.
 */
final class SvgLines {

  private static final List<String> ENDS = List.of("x1", "y1", "x2", "y2");

  private SvgLines() {}

  /** Replaces lines of the same style, each of which begins at the end of the one before. */
  static void join(Element root) {
    List<Element> run = new ArrayList<>();
    for (Element line : lines(root)) {
      if (!run.isEmpty() && !continues(run.get(run.size() - 1), line)) {
        replace(run);
        run.clear();
      }
      run.add(line);
    }
    replace(run);
  }

  private static List<Element> lines(Element root) {
    NodeList found = root.getElementsByTagNameNS("*", "line");
    List<Element> lines = new ArrayList<>(); // a copy, for the list follows changes
    for (int i = 0; i < found.getLength(); i++) {
      lines.add((Element) found.item(i));
    }
    return lines;
  }

  private static boolean continues(Element before, Element line) {
    return before.getNextSibling() == line
        && before.getAttribute("x2").equals(line.getAttribute("x1"))
        && before.getAttribute("y2").equals(line.getAttribute("y1"))
        && style(before).equals(style(line));
  }

  private static Map<String, String> style(Element line) {
    Map<String, String> style = new TreeMap<>();
    NamedNodeMap attributes = line.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Node attribute = attributes.item(i);
      if (!ENDS.contains(attribute.getNodeName())) {
        style.put(attribute.getNodeName(), attribute.getNodeValue());
      }
    }
    return style;
  }

  private static void replace(List<Element> run) {
    if (run.size() < 2) {
      return;
    }
    Element first = run.get(0);
    StringBuilder points = new StringBuilder();
    points.append(first.getAttribute("x1")).append(',').append(first.getAttribute("y1"));
    for (Element line : run) {
      points.append(' ').append(line.getAttribute("x2"));
      points.append(',').append(line.getAttribute("y2"));
    }
    Element joined = first.getOwnerDocument().createElementNS(first.getNamespaceURI(), "polyline");
    style(first).forEach((name, value) -> joined.setAttributeNS(null, name, value));
    joined.setAttributeNS(null, "points", points.toString());
    Node parent = first.getParentNode();
    parent.replaceChild(joined, first);
    run.subList(1, run.size()).forEach(parent::removeChild);
  }
}
