package fovea.lab.report.page;

import static fovea.lab.report.page.WebPage.escape;

import fovea.lab.report.page.Pictures.Picture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;

/** Writes the flow of a document as XSL formatting objects. */
final class PrintedPage extends AbstractVisitor {

  /** Points of a lower-case x, for formulas, in a font of one point. */
  private static final double X_HEIGHT = 0.47;

  private static final double TEXT_SIZE = 9.4;

  /** Largest figure, in millimetres. */
  private static final double WIDTH = Columns.PAGE;

  /** Largest height of a picture that says no width. */
  private static final double HEIGHT = 50;

  private static final double WHOLE_PAGE = 240;

  /** A table of at most that many rows is not broken between pages. */
  private static final int SHORT = 14;

  private final StringBuilder out = new StringBuilder();

  /** The width that there is, in millimetres: less than the page's in a row of figures. */
  private double available = Columns.PAGE;

  private final StringBuilder outline = new StringBuilder();
  private final Set<String> ids = new HashSet<>();
  private final List<Heading> headings = new ArrayList<>();
  private final Page page;
  private final Pictures pictures;
  private final Formulas formulas;
  private final Captions captions;

  PrintedPage(Page page, Pictures pictures, Formulas formulas) {
    this.page = page;
    this.pictures = pictures;
    this.formulas = formulas;
    captions = new Captions(page.body(), page.texts());
  }

  /** The flow of blocks. */
  String flow() {
    page.body().accept(this);
    return out.toString();
  }

  /** The bookmarks, after the flow. */
  String outline() {
    int depth = 0;
    for (int i = 0; i < headings.size(); i++) {
      int level = Math.min(headings.get(i).getLevel(), depth + 1);
      for (; depth >= level; depth--) {
        outline.append("</fo:bookmark>");
      }
      outline
          .append("<fo:bookmark internal-destination=\"heading-" + (i + 1) + "\">")
          .append("<fo:bookmark-title>")
          .append(prose(Markdown.words(headings.get(i))))
          .append("</fo:bookmark-title>");
      depth = level;
    }
    outline.append("</fo:bookmark>".repeat(depth));
    return outline.isEmpty() ? "" : "<fo:bookmark-tree>" + outline + "</fo:bookmark-tree>";
  }

  private String prose(String text) {
    return escape(page.prose(text));
  }

  @Override
  protected void visitChildren(Node parent) {
    for (Node child = parent.getFirstChild(); child != null; ) {
      List<Node> row = SideBySide.from(child);
      if (row.size() == 1) {
        child.accept(this);
      } else {
        row(row);
      }
      child = row.get(row.size() - 1).getNext();
    }
  }

  /** Sets figures side by side, which share what space is left. */
  private void row(List<Node> nodes) {
    double sum = nodes.stream().mapToDouble(node -> SideBySide.width(node).orElseThrow()).sum();
    double each = (Columns.PAGE - sum) / nodes.size();
    out.append(
        "<fo:table role=\"Div\" space-after=\"4pt\" table-layout=\"fixed\" width=\""
            + Columns.PAGE
            + "mm\">");
    for (Node node : nodes) {
      out.append("<fo:table-column column-width=\"");
      out.append(millimetres(SideBySide.width(node).orElseThrow() + each)).append("\"/>");
    }
    out.append("<fo:table-body role=\"Div\"><fo:table-row role=\"Div\" ");
    out.append("keep-together.within-page=\"always\">");
    for (Node node : nodes) {
      available = SideBySide.width(node).orElseThrow() + each;
      out.append("<fo:table-cell role=\"Div\" display-align=\"center\">");
      out.append("<fo:block role=\"Div\">");
      node.accept(this);
      out.append("</fo:block></fo:table-cell>");
      available = Columns.PAGE;
    }
    out.append("</fo:table-row></fo:table-body></fo:table>");
  }

  private static String millimetres(double width) {
    return String.format(Locale.ROOT, "%.2fmm", width);
  }

  private void block(String attributes, Node content) {
    out.append("<fo:block ").append(attributes).append('>');
    visitChildren(content);
    out.append("</fo:block>");
  }

  @Override
  public void visit(Heading heading) {
    headings.add(heading);
    int level = Math.min(heading.getLevel(), 3);
    String look =
        switch (level) {
          case 1 ->
              "font-size=\"14pt\" space-before=\"13pt\" space-after=\"4pt\" color=\"#173f70\""
                  + " border-bottom=\"0.6pt solid #9db4cf\" padding-bottom=\"1.5pt\"";
          case 2 ->
              "font-size=\"10.6pt\" space-before=\"9pt\" space-after=\"2.5pt\" color=\"#1f5fa8\"";
          default -> "font-size=\"9.6pt\" space-before=\"6pt\" space-after=\"2pt\"";
        };
    out.append("<fo:block id=\"heading-" + headings.size() + "\" role=\"H" + (level + 1) + "\" ");
    out.append("font-family=\"Sans, Symbols\" font-weight=\"bold\" text-align=\"start\" ");
    out.append("hyphenate=\"false\" keep-with-next.within-page=\"always\" ");
    out.append("line-height=\"1.2\" " + look + ">");
    AttributeList.in(heading)
        .id()
        .filter(ids::add)
        .ifPresent(id -> out.append("<fo:wrapper id=\"" + escape(id) + "\"/>"));
    visitChildren(heading);
    out.append("</fo:block>");
  }

  @Override
  public void visit(Paragraph paragraph) {
    Optional<Image> figure = Captions.figure(paragraph);
    if (figure.isPresent()) {
      figure(figure.get());
    } else if (!captions.isCaption(paragraph)) {
      block("space-after=\"3.5pt\"", paragraph);
    }
  }

  private void figure(Image image) {
    out.append("<fo:block text-align=\"center\" space-before=\"3pt\" space-after=\"5pt\" ");
    out.append("keep-together.within-page=\"always\" role=\"Div\">");
    String alternative = AttributeList.after(image).value("alt").orElse(Markdown.words(image));
    out.append("<fo:block role=\"Div\" keep-with-next.within-page=\"always\" line-height=\"1\">");
    OptionalDouble share = AttributeList.after(image).share();
    picture(
        image,
        alternative,
        Math.min(available, WIDTH * share.orElse(1)),
        share.isPresent() ? WHOLE_PAGE : HEIGHT,
        share.isPresent());
    out.append("</fo:block>");
    caption(image, image);
    out.append("</fo:block>");
  }

  private void caption(Node numbered, Node text) {
    out.append("<fo:block role=\"Caption\" font-size=\"8.4pt\" line-height=\"1.22\" ");
    out.append("text-align=\"center\" color=\"#454b54\" start-indent=\"6mm\" end-indent=\"6mm\">");
    String label = captions.label(numbered);
    if (!label.isEmpty()) {
      out.append("<fo:inline font-weight=\"bold\">").append(escape(label)).append("</fo:inline>");
      out.append(escape(page.texts().text("label.end")));
    }
    visitChildren(text);
    out.append("</fo:block>");
  }

  /**
   * Writes a picture.
   *
   * @param width largest width, in millimetres
   * @param height largest height, in millimetres
   * @param wide whether it is to be as wide as it may, not only reduced to that
   */
  private void picture(Image image, String alternative, double width, double height, boolean wide) {
    String fit = wide ? "scale-to-fit" : "scale-down-to-fit";
    Picture picture = pictures.of(image.getDestination());
    String size =
        String.format(
            Locale.ROOT,
            " inline-progression-dimension.maximum=\"%1$.1fmm\""
                + " block-progression-dimension.maximum=\"%2$.1fmm\""
                + (wide ? " inline-progression-dimension.minimum=\"%1$.1fmm\"" : "")
                + " content-width=\"%3$s\" content-height=\"%3$s\" fox:alt-text=\"%4$s\"",
            width,
            height,
            fit,
            escape(alternative));
    if (picture instanceof Picture.Drawing drawing) {
      out.append("<fo:instream-foreign-object" + size + ">");
      out.append(drawing.svg()).append("</fo:instream-foreign-object>");
    } else if (picture instanceof Picture.Pixels pixels) {
      out.append("<fo:external-graphic" + size + " src=\"url('" + pixels.uri() + "')\"/>");
    } else if (picture instanceof Picture.Refused refused) {
      problem(page.texts().text(refused.key(), image.getDestination()));
    }
  }

  private void problem(String text) {
    out.append("<fo:inline color=\"#a4262c\">").append(escape(text)).append("</fo:inline>");
  }

  @Override
  public void visit(Image image) {
    picture(image, Markdown.words(image), WIDTH, 40, false);
  }

  @Override
  public void visit(Text text) {
    out.append(prose(Captions.unmarked(text.getLiteral())));
  }

  @Override
  public void visit(SoftLineBreak lineBreak) {
    out.append(' ');
  }

  @Override
  public void visit(HardLineBreak lineBreak) {
    out.append("<fo:block/>");
  }

  @Override
  public void visit(ThematicBreak line) {
    out.append("<fo:block border-bottom=\"0.5pt solid #9aa2ad\" space-after=\"6pt\"/>");
  }

  @Override
  public void visit(Emphasis emphasis) {
    inline("font-style=\"italic\"", emphasis);
  }

  @Override
  public void visit(StrongEmphasis emphasis) {
    inline("font-weight=\"bold\"", emphasis);
  }

  private void inline(String attributes, Node content) {
    out.append("<fo:inline ").append(attributes).append('>');
    visitChildren(content);
    out.append("</fo:inline>");
  }

  @Override
  public void visit(Code code) {
    out.append(
        "<fo:inline font-family=\"Mono, Symbols\" font-size=\"0.88em\" hyphenate=\"false\">");
    out.append(escape(code.getLiteral())).append("</fo:inline>");
  }

  @Override
  public void visit(FencedCodeBlock code) {
    code(code.getLiteral());
  }

  @Override
  public void visit(IndentedCodeBlock code) {
    code(code.getLiteral());
  }

  private void code(String literal) {
    out.append("<fo:block font-family=\"Mono, Symbols\" font-size=\"8pt\" line-height=\"1.3\" ");
    out.append(
        "text-align=\"start\" hyphenate=\"false\" white-space=\"pre\" wrap-option=\"wrap\" ");
    out.append(
        "space-before=\"2pt\" space-after=\"4pt\" start-indent=\"from-parent(start-indent) +"
            + " 4mm\">");
    out.append(escape(literal.stripTrailing())).append("</fo:block>");
  }

  /** A link to a fact whose text is empty gets the fact's label. */
  @Override
  public void visit(Link link) {
    String target = link.getDestination();
    boolean inside = target.startsWith("#");
    boolean safe = inside || target.matches("(?i)(https?|mailto):.*");
    if (!safe) {
      visitChildren(link);
      return;
    }
    out.append("<fo:basic-link color=\"#1f5fa8\" fox:alt-text=\"");
    out.append(escape(link.getFirstChild() == null ? target : Markdown.words(link)));
    out.append(inside ? "\" internal-destination=\"" : "\" external-destination=\"");
    out.append(inside ? escape(target.substring(1)) : "url('" + escape(quoted(target)) + "')");
    out.append("\">");
    if (link.getFirstChild() == null && inside) {
      out.append(escape(captions.label(target.substring(1)).orElse(target)));
    }
    visitChildren(link);
    out.append("</fo:basic-link>");
  }

  private static String quoted(String target) {
    return target.replace("'", "%27").replace("(", "%28").replace(")", "%29");
  }

  @Override
  public void visit(BlockQuote quote) {
    block("start-indent=\"5mm\" end-indent=\"5mm\" color=\"#454b54\"", quote);
  }

  @Override
  public void visit(BulletList list) {
    list(list, 0);
  }

  @Override
  public void visit(OrderedList list) {
    list(list, list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber());
  }

  private void list(ListBlock list, int first) {
    out.append("<fo:list-block provisional-distance-between-starts=\"5mm\" ");
    out.append("provisional-label-separation=\"1.5mm\" space-after=\"3.5pt\">");
    int number = first;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      String mark = list instanceof BulletList ? "•" : number++ + ".";
      out.append("<fo:list-item><fo:list-item-label end-indent=\"label-end()\"><fo:block>");
      out.append(mark).append("</fo:block></fo:list-item-label>");
      out.append("<fo:list-item-body start-indent=\"body-start()\">");
      block("", item);
      out.append("</fo:list-item-body></fo:list-item>");
    }
    out.append("</fo:list-block>");
  }

  /** Comments are for the author; other HTML is shown as the text that it is. */
  @Override
  public void visit(HtmlBlock html) {
    if (!html.getLiteral().strip().startsWith("<!--")) {
      out.append("<fo:block>").append(escape(html.getLiteral())).append("</fo:block>");
    }
  }

  @Override
  public void visit(HtmlInline html) {
    if (!html.getLiteral().startsWith("<!--")) {
      out.append(escape(html.getLiteral()));
    }
  }

  @Override
  public void visit(CustomBlock block) {
    if (block instanceof TableBlock table) {
      table(table);
    } else if (block instanceof Division division) {
      division(division);
    } else {
      visitChildren(block);
    }
  }

  private void division(Division division) {
    Attributes attributes = division.attributes();
    String look =
        attributes.is("answer")
            ? "border-start-width=\"1.6pt\" border-start-style=\"solid\""
                + " border-start-color=\"#e0a800\" padding-start=\"2.5mm\" start-indent=\"3mm\""
                + " space-before=\"3pt\" space-after=\"4pt\""
            : attributes.is("model")
                ? "border-start-width=\"1.6pt\" border-start-style=\"solid\""
                    + " border-start-color=\"#1f5fa8\" padding-start=\"2.5mm\""
                    + " start-indent=\"3mm\" space-before=\"3pt\" space-after=\"4pt\""
                : attributes.is("prompt")
                    ? "font-style=\"italic\" color=\"#5c6470\""
                    : attributes.is("missing") ? "color=\"#5c6470\"" : "space-after=\"2pt\"";
    String id =
        attributes.id().filter(ids::add).map(each -> " id=\"" + escape(each) + "\"").orElse("");
    out.append("<fo:block role=\"Div\" " + look + id + ">");
    visitChildren(division);
    out.append("</fo:block>");
  }

  private void table(TableBlock table) {
    out.append(
        "<fo:block role=\"Div\" space-before=\"4pt\" space-after=\"6pt\"" + together(table) + ">");
    Captions.ofTable(table)
        .ifPresent(
            caption -> {
              out.append(
                  "<fo:block role=\"Div\" keep-with-next.within-page=\"always\""
                      + " space-after=\"2pt\">");
              caption(table, caption);
              out.append("</fo:block>");
            });
    Columns columns = Columns.of(table);
    out.append("<fo:table table-layout=\"fixed\" width=\"" + columns.width() + "mm\" ");
    out.append(
        "start-indent=\""
            + columns.indent(available)
            + "mm\" font-size=\"8.2pt\" line-height=\"1.2\" ");
    out.append("border-top=\"0.8pt solid #1c1e21\" border-bottom=\"0.8pt solid #1c1e21\">");
    columns
        .widths()
        .forEach(width -> out.append("<fo:table-column column-width=\"" + width + "mm\"/>"));
    visitChildren(table);
    out.append("</fo:table></fo:block>");
  }

  private static String together(TableBlock table) {
    int rows = 0;
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        rows++;
      }
    }
    return rows <= SHORT ? " keep-together.within-page=\"always\"" : "";
  }

  @Override
  public void visit(CustomNode node) {
    if (node instanceof Formula formula) {
      formula(formula);
    } else if (node instanceof Span) {
      visitChildren(node);
    } else if (node instanceof TableHead) {
      wrap("fo:table-header start-indent=\"0pt\" font-weight=\"bold\"", node);
    } else if (node instanceof TableBody) {
      wrap("fo:table-body start-indent=\"0pt\"", node);
    } else if (node instanceof TableRow) {
      String line =
          node.getParent() instanceof TableHead
              ? " border-bottom=\"0.5pt solid #1c1e21\""
              : node.getNext() == null ? "" : " border-bottom=\"0.2pt solid #d6dae0\"";
      wrap("fo:table-row keep-together.within-page=\"always\"" + line, node);
    } else if (node instanceof TableCell cell) {
      cell(cell);
    }
  }

  private void cell(TableCell cell) {
    String side =
        cell.getAlignment() == TableCell.Alignment.RIGHT
            ? "end"
            : cell.getAlignment() == TableCell.Alignment.CENTER ? "center" : "start";
    out.append("<fo:table-cell padding=\"1pt 1.6mm\" display-align=\"after\">");
    block("text-align=\"" + side + "\" hyphenate=\"false\"", cell);
    out.append("</fo:table-cell>");
  }

  private void wrap(String element, Node content) {
    out.append('<').append(element).append('>');
    visitChildren(content);
    out.append("</").append(element.split(" ", 2)[0]).append('>');
  }

  private void formula(Formula formula) {
    Optional<Formulas.Drawing> drawn = formulas.draw(formula);
    if (drawn.isEmpty()) {
      problem(formula.tex());
      return;
    }
    Formulas.Drawing drawing = drawn.get();
    double ex = X_HEIGHT * TEXT_SIZE;
    if (formula.display()) {
      out.append("<fo:block text-align=\"center\" space-before=\"3pt\" space-after=\"4pt\">");
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<fo:instream-foreign-object fox:alt-text=\"%s\" content-width=\"%.2fpt\""
                + " content-height=\"%.2fpt\" alignment-adjust=\"%.2fpt\">",
            escape(formula.tex()),
            drawing.width() * ex,
            drawing.height() * ex,
            -drawing.depth() * ex));
    out.append(
        drawing
            .svg()
            .replaceFirst(
                " width=\"[^\"]*\" height=\"[^\"]*\"",
                String.format(
                    Locale.ROOT,
                    " width=\"%.2fpt\" height=\"%.2fpt\"",
                    drawing.width() * ex,
                    drawing.height() * ex)));
    out.append("</fo:instream-foreign-object>");
    if (formula.display()) {
      out.append("</fo:block>");
    }
  }
}
