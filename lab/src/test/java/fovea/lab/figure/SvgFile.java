package fovea.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A figure's SVG file, as a viewer reads it. */
public final class SvgFile {

  private static final int MAX_BYTES = 60_000;
  private static final Pattern FACE =
      Pattern.compile("font-weight:(\\w+);src:url\\(data:font/ttf;base64,([^)]*)\\)");
  private static final Pattern WEIGHT = Pattern.compile("font-weight:(\\w+)");
  private static final Pattern PICTURE = Pattern.compile("data:image/png;base64,[^\"]*");

  private final String source;
  private final Document document;

  private SvgFile(String source, Document document) {
    this.source = source;
    this.document = document;
  }

  public static SvgFile read(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return new SvgFile(Files.readString(file), factory.newDocumentBuilder().parse(file.toFile()));
  }

  /** The texts, which can be searched and copied. */
  public List<String> texts() {
    return elements("text").stream().map(Element::getTextContent).toList();
  }

  /** Asserts what holds for every figure: text is text, and the file has the glyphs for it. */
  public SvgFile check() throws Exception {
    return check(MAX_BYTES);
  }

  /** Asserts the same of a larger file, whose pictures do not count. */
  public SvgFile check(int maxBytes) throws Exception {
    assertThat(document.getDocumentElement().getAttribute("role")).isEqualTo("img");
    assertThat(elements("title")).hasSize(1);
    assertThat(elements("title").get(0).getTextContent()).isNotBlank();
    assertThat(texts()).isNotEmpty().noneMatch(text -> text.matches(".*[\\uE000-\\uF8FF].*"));
    assertThat(elements("path"))
        .as("outlines of letters, which have curves")
        .noneMatch(path -> path.getAttribute("d").matches("(?s).*[QC].*"));
    assertThat(PICTURE.matcher(source).replaceAll("").length()).isLessThan(maxBytes);
    for (Element text : elements("text")) {
      Font font = font(bold(text));
      assertThat(font.canDisplayUpTo(text.getTextContent())).as(text.getTextContent()).isNegative();
    }
    return this;
  }

  private List<Element> elements(String name) {
    NodeList found = document.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  /** Whether a text is bold, as the innermost element says that says something. */
  private static boolean bold(Node text) {
    for (Node node = text; node instanceof Element element; node = node.getParentNode()) {
      Matcher weight = WEIGHT.matcher(element.getAttribute("style"));
      if (weight.find()) {
        return weight.group(1).equals("bold");
      }
    }
    return false;
  }

  private Font font(boolean bold) throws Exception {
    Matcher faces = FACE.matcher(source);
    while (faces.find()) {
      if (faces.group(1).equals("bold") == bold) {
        byte[] bytes = Base64.getDecoder().decode(faces.group(2));
        return Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(bytes));
      }
    }
    throw new AssertionError("no " + (bold ? "bold" : "plain") + " font is embedded");
  }
}
