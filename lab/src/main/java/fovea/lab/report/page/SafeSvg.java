package fovea.lab.report.page;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Drawings without what runs and what is fetched from elsewhere. */
final class SafeSvg {

  private static final Set<String> REFUSED =
      Set.of("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler");

  /** Whatever a style sheet or a property loads, except parts of the drawing itself. */
  private static final Pattern LOADING =
      Pattern.compile("@import|url\\(\\s*['\"]?(?!#|data:(?:font|image)/)|javascript:|\\\\");

  private SafeSvg() {}

  /**
   * A drawing, made safe.
   *
   * @throws IOException if it is no SVG document
   */
  static String of(String svg) throws IOException {
    try {
      Document document = parser().parse(new InputSource(new StringReader(svg)));
      if (!"svg".equals(document.getDocumentElement().getLocalName())) {
        throw new IOException("not an SVG document");
      }
      clean(document.getDocumentElement());
      return text(document.getDocumentElement());
    } catch (SAXException e) {
      throw new IOException("not an SVG document: " + e.getMessage(), e);
    }
  }

  private static DocumentBuilder parser() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser has these features", e);
    }
  }

  private static void clean(Element element) {
    NamedNodeMap attributes = element.getAttributes();
    List<Attr> all = new ArrayList<>();
    for (int i = 0; i < attributes.getLength(); i++) {
      all.add((Attr) attributes.item(i));
    }
    all.stream().filter(SafeSvg::isRefused).forEach(element::removeAttributeNode);
    List<Node> children = new ArrayList<>();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      children.add(child);
    }
    for (Node child : children) {
      if (child instanceof Element inner && !isRefused(inner)) {
        clean(inner);
      } else if (child.getNodeType() != Node.TEXT_NODE
          && child.getNodeType() != Node.CDATA_SECTION_NODE) {
        element.removeChild(child);
      }
    }
  }

  private static boolean isRefused(Element element) {
    String name = element.getLocalName().toLowerCase(Locale.ROOT);
    return REFUSED.contains(name)
        || (name.equals("style") && LOADING.matcher(element.getTextContent()).find());
  }

  private static boolean isRefused(Attr attribute) {
    String name = attribute.getName().toLowerCase(Locale.ROOT);
    String value = attribute.getValue().strip().toLowerCase(Locale.ROOT);
    if (name.startsWith("on")) {
      return true;
    }
    if (name.equals("href") || name.endsWith(":href")) {
      return !value.startsWith("#") && !value.matches("(?s)data:image/(png|jpeg|gif);.*");
    }
    return !name.startsWith("xmlns") && LOADING.matcher(value).find();
  }

  private static String text(Element element) throws IOException {
    try {
      Transformer copy = TransformerFactory.newDefaultInstance().newTransformer();
      copy.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      StringWriter text = new StringWriter();
      copy.transform(new DOMSource(element), new StreamResult(text));
      return text.toString();
    } catch (TransformerException e) {
      throw new IOException("the drawing cannot be copied", e);
    }
  }
}
