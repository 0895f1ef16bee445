package fovea.lab.figure;

import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Makes the text of an SVG document look alike in every viewer: embeds the characters that it uses,
 * and names fonts of like widths for viewers that ignore embedded fonts.
 */
final class SvgText {

  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String FAMILY = "font-family";
  private static final String WEIGHT = "font-weight";
  private static final String BOLD = "bold";

  /** Fovea's own font, and the fonts of like widths that systems have. */
  private static final String FAMILIES =
      "'%s', 'Bitstream Vera Sans', Verdana, sans-serif".formatted(Fonts.FAMILY);

  private SvgText() {}

  /** Embeds the fonts in the document, as its first element. */
  static void embedFonts(Document document, Element root) {
    root.setAttributeNS(null, FAMILY, FAMILIES);
    nameFamilies(root);
    StringBuilder faces = new StringBuilder();
    characters(root)
        .forEach((bold, characters) -> faces.append(face(FontSubset.of(characters, bold), bold)));
    if (!faces.isEmpty()) {
      Element style = document.createElementNS(SVG, "style");
      style.setAttributeNS(null, "type", "text/css");
      style.setTextContent(faces.toString());
      root.insertBefore(style, root.getFirstChild());
    }
  }

  /** Lets elements inherit the document's fonts instead of having one of their own. */
  private static void nameFamilies(Element root) {
    NodeList all = root.getElementsByTagNameNS("*", "*");
    for (int i = 0; i < all.getLength(); i++) {
      ((Element) all.item(i)).removeAttributeNS(null, FAMILY);
    }
  }

  /** The characters of the plain text and of the bold text. */
  private static Map<Boolean, Set<Integer>> characters(Element root) {
    Map<Boolean, Set<Integer>> characters = new TreeMap<>();
    NodeList texts = root.getElementsByTagNameNS("*", "text");
    for (int i = 0; i < texts.getLength(); i++) {
      Node text = texts.item(i);
      text.getTextContent()
          .codePoints()
          .forEach(
              each -> characters.computeIfAbsent(bold(text), key -> new TreeSet<>()).add(each));
    }
    return characters;
  }

  private static boolean bold(Node text) {
    for (Node node = text; node instanceof Element element; node = node.getParentNode()) {
      if (element.hasAttributeNS(null, WEIGHT)) {
        return element.getAttributeNS(null, WEIGHT).equals(BOLD);
      }
    }
    return false;
  }

  private static String face(byte[] font, boolean bold) {
    return font.length == 0
        ? ""
        : "@font-face{font-family:'%s';font-weight:%s;src:url(data:font/ttf;base64,%s)}"
            .formatted(
                Fonts.FAMILY, bold ? BOLD : "normal", Base64.getEncoder().encodeToString(font));
  }
}
