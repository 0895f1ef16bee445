package fovea.lab.report.page;

import fovea.lab.report.page.Pictures.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.CoreHtmlNodeRenderer;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/** Sets a document as a web page in one file, in which nothing runs and nothing is fetched. */
final class WebPage {

  private final Page page;
  private final Pictures pictures;
  private final Formulas formulas;
  private final Captions captions;

  WebPage(Page page, Pictures pictures, Formulas formulas) {
    this.page = page;
    this.pictures = pictures;
    this.formulas = formulas;
    captions = new Captions(page.body(), page.texts());
  }

  /**
   * The text of the HTML file.
   *
   * @throws IOException if the style sheet cannot be read
   */
  String html() throws IOException {
    HtmlRenderer renderer =
        HtmlRenderer.builder()
            .nodeRendererFactory(Own::new) // before extensions, which it overrides
            .extensions(List.of(TablesExtension.create()))
            .sanitizeUrls(true)
            .urlSanitizer(new DefaultUrlSanitizer(List.of("http", "https", "mailto")))
            .build();
    String body = renderer.render(page.body());
    StringBuilder byline = new StringBuilder();
    page.byline()
        .forEach(line -> byline.append("<p>").append(escape(page.prose(line))).append("</p>\n"));
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <header>
    <h1>%s</h1>
    %s</header>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(
            page.language(),
            escape(page.prose(page.title())),
            Pictures.resource("page.css"),
            escape(page.prose(page.title())),
            byline,
            body);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Renders what Fovea adds to Markdown, and what a page must not hold. */
  private final class Own implements NodeRenderer {

    private final HtmlNodeRendererContext context;
    private final HtmlWriter out;
    private final CoreHtmlNodeRenderer core;

    Own(HtmlNodeRendererContext context) {
      this.context = context;
      out = context.getWriter();
      core = new CoreHtmlNodeRenderer(context);
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(
          Text.class,
          Heading.class,
          Paragraph.class,
          Image.class,
          HtmlBlock.class,
          HtmlInline.class,
          TableBlock.class,
          Division.class,
          Formula.class,
          Span.class,
          AttributeList.class);
    }

    @Override
    public void render(Node node) {
      if (node instanceof Text text) {
        out.text(page.prose(Captions.unmarked(text.getLiteral())));
      } else if (node instanceof Heading heading) {
        heading(heading);
      } else if (node instanceof Paragraph paragraph) {
        paragraph(paragraph);
      } else if (node instanceof Image image) {
        picture(image, Markdown.words(image), OptionalDouble.empty());
      } else if (node instanceof HtmlBlock block) {
        foreign(block.getLiteral());
      } else if (node instanceof HtmlInline inline) {
        foreign(inline.getLiteral());
      } else if (node instanceof TableBlock table) {
        table(table);
      } else if (node instanceof Division division) {
        division(division);
      } else if (node instanceof Formula formula) {
        formula(formula);
      } else if (node instanceof Span span) {
        span(span);
      }
    }

    /** A number of a run tells, where one points at it, which run. */
    private void span(Span span) {
      Attributes attributes = span.attributes();
      if (!attributes.is("fact")) {
        children(span);
        return;
      }
      String source =
          Stream.of("run", "value", "minus")
              .flatMap(key -> attributes.value(key).stream())
              .collect(Collectors.joining(" \u00b7 "));
      out.tag("span", Map.of("class", "fact", "title", source));
      children(span);
      out.tag("/span");
    }

    private void heading(Heading heading) {
      String tag = "h" + Math.min(6, heading.getLevel() + 1);
      Map<String, String> attributes = new HashMap<>();
      AttributeList.in(heading).id().ifPresent(id -> attributes.put("id", id));
      out.line();
      out.tag(tag, attributes);
      children(heading);
      out.tag("/" + tag);
      out.line();
    }

    private void paragraph(Paragraph paragraph) {
      Optional<Image> figure = Captions.figure(paragraph);
      if (captions.isCaption(paragraph)) {
        return; // it was written with its table
      }
      if (figure.isEmpty()) {
        core.render(paragraph);
        return;
      }
      Image image = figure.get();
      out.line();
      out.tag("figure");
      Attributes attributes = AttributeList.after(image);
      picture(image, attributes.value("alt").orElse(Markdown.words(image)), attributes.share());
      out.tag("figcaption");
      label(image);
      children(image);
      out.tag("/figcaption");
      out.tag("/figure");
      out.line();
    }

    private void label(Node node) {
      out.tag("b");
      out.text(captions.label(node));
      out.tag("/b");
      out.text(page.texts().text("label.end"));
    }

    private void picture(Image image, String alternative, OptionalDouble share) {
      Picture picture = pictures.of(image.getDestination());
      if (picture instanceof Picture.Refused refused) {
        out.tag("span", Map.of("class", "problem"));
        out.text(page.texts().text(refused.key(), image.getDestination()));
        out.tag("/span");
        return;
      }
      String uri =
          picture instanceof Picture.Drawing drawing
              ? drawing.uri()
              : ((Picture.Pixels) picture).uri();
      Map<String, String> attributes = new HashMap<>(Map.of("src", uri, "alt", alternative));
      share.ifPresent(
          each -> attributes.put("style", String.format(Locale.ROOT, "width:%.1f%%", 100 * each)));
      out.tag("img", attributes, true);
    }

    /** Comments are for the author; other HTML is shown as the text that it is. */
    private void foreign(String html) {
      if (!html.strip().startsWith("<!--")) {
        out.text(html);
      }
    }

    private void table(TableBlock table) {
      out.line();
      out.tag("figure", Map.of("class", "table"));
      Captions.ofTable(table)
          .ifPresent(
              caption -> {
                out.tag("figcaption");
                label(table);
                children(caption);
                out.tag("/figcaption");
              });
      out.tag("table");
      children(table);
      out.tag("/table");
      out.tag("/figure");
      out.line();
    }

    private void division(Division division) {
      Attributes attributes = division.attributes();
      Map<String, String> written = new HashMap<>();
      written.put("class", String.join(" ", attributes.classes().stream().sorted().toList()));
      attributes.id().ifPresent(id -> written.put("id", id));
      out.line();
      out.tag("div", written);
      out.line();
      children(division);
      out.tag("/div");
      out.line();
    }

    private void formula(Formula formula) {
      Optional<Formulas.Drawing> drawn = formulas.draw(formula);
      if (drawn.isEmpty()) {
        out.tag("code", Map.of("class", "problem"));
        out.text(formula.tex());
        out.tag("/code");
        return;
      }
      Formulas.Drawing drawing = drawn.get();
      String svg =
          Base64.getEncoder().encodeToString(drawing.svg().getBytes(StandardCharsets.UTF_8));
      String style =
          String.format(
              Locale.ROOT,
              "width:%.3fex;height:%.3fex;vertical-align:-%.3fex",
              drawing.width(),
              drawing.height(),
              drawing.depth());
      out.tag(
          "img",
          Map.of(
              "class",
              formula.display() ? "display formula" : "formula",
              "style",
              style,
              "alt",
              formula.tex(),
              "src",
              "data:image/svg+xml;base64," + svg),
          true);
    }

    private void children(Node node) {
      for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
        context.render(child);
      }
    }
  }
}
