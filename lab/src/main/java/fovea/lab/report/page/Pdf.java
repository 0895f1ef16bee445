package fovea.lab.report.page;

import static fovea.lab.report.page.WebPage.escape;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URI;
import java.util.regex.Pattern;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.fop.apps.EnvironmentalProfileFactory;
import org.apache.fop.apps.FOUserAgent;
import org.apache.fop.apps.Fop;
import org.apache.fop.apps.FopConfParser;
import org.apache.fop.apps.FopFactory;
import org.apache.fop.events.EventListener;
import org.apache.fop.events.model.EventSeverity;
import org.apache.xmlgraphics.io.Resource;
import org.apache.xmlgraphics.io.ResourceResolver;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Sets formatting objects as a PDF: A4, tagged, with its fonts and an outline. */
final class Pdf {

  /** No such folder need exist: FOP wants a protocol that Java knows, and asks the resolver. */
  private static final String FOLDER = "/fovea/";

  private static final URI BASE = URI.create("file://" + FOLDER);
  private static final String ROOT = "/fovea/lab/report/page/";
  private static final String FONT = "/fovea/lab/figure/dejavu-sans.ttf";

  /** Characters that XML 1.0 cannot hold, such as most control characters. */
  private static final Pattern NO_XML =
      Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  private final FopFactory factory;

  Pdf() {
    try (InputStream in = Pdf.class.getResourceAsStream("fop.xml")) {
      factory =
          new FopConfParser(
                  in, EnvironmentalProfileFactory.createRestrictedIO(BASE, new OwnResources()))
              .getFopFactoryBuilder()
              .build();
    } catch (IOException | SAXException e) {
      throw new IllegalStateException("fop.xml is part of Fovea", e);
    }
  }

  /** Finds fonts and hyphenation patterns of Fovea, and nothing else. */
  private static final class OwnResources implements ResourceResolver {
    @Override
    public Resource getResource(URI uri) throws IOException {
      if (!uri.toString().startsWith("file:") || !uri.getPath().startsWith(FOLDER)) {
        throw new FileNotFoundException(uri + ": a report loads nothing from elsewhere");
      }
      String name =
          uri.getPath().endsWith("dejavu-sans.ttf")
              ? FONT
              : ROOT + uri.getPath().substring(FOLDER.length());
      InputStream in = Pdf.class.getResourceAsStream(name);
      if (in == null) {
        throw new FileNotFoundException(uri.toString());
      }
      return new Resource(new ByteArrayInputStream(in.readAllBytes()));
    }

    @Override
    public OutputStream getOutputStream(URI uri) throws IOException {
      throw new FileNotFoundException(uri + ": nothing is written but the report");
    }
  }

  /**
   * Writes a document.
   *
   * @return number of pages
   * @throws IOException if it cannot be set or written
   */
  int write(Page page, Pictures pictures, Formulas formulas, OutputStream out) throws IOException {
    PrintedPage printed = new PrintedPage(page, pictures, formulas);
    String fo = document(page, printed);
    FOUserAgent agent = factory.newFOUserAgent();
    agent.setTitle(page.prose(page.title()));
    agent.setAuthor(page.byline().isEmpty() ? "" : page.byline().get(0));
    agent.setCreator("Fovea");
    agent.getEventBroadcaster().addEventListener(quiet());
    try {
      Fop fop = factory.newFop("application/pdf", agent, out);
      // Not a transformer, whose parser FOP's own would meet in this thread.
      SAXParserFactory parsers = SAXParserFactory.newDefaultNSInstance();
      parsers.newSAXParser().parse(new InputSource(new StringReader(fo)), fop.getDefaultHandler());
      return fop.getResults().getPageCount();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("the PDF cannot be set: " + e.getMessage(), e);
    }
  }

  /** Warnings of typesetters, such as of a line that is a point too long, are not for users. */
  private static EventListener quiet() {
    return event -> {
      if (event.getSeverity() == EventSeverity.ERROR) {
        event.setSeverity(EventSeverity.WARN);
      }
    };
  }

  private static String document(Page page, PrintedPage printed) throws IOException {
    String flow = printed.flow();
    StringBuilder byline = new StringBuilder();
    page.byline()
        .forEach(
            line ->
                byline.append("<fo:block>").append(escape(page.prose(line))).append("</fo:block>"));
    String document =
        Pictures.resource("page.fo")
            .replace("@language@", page.language())
            .replace("@title@", escape(page.prose(page.title())))
            .replace("@byline@", byline)
            .replace("@outline@", printed.outline())
            .replace("@flow@", flow);
    return NO_XML.matcher(document).replaceAll("\uFFFD");
  }
}
