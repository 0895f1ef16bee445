package fovea.lab.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;

/** Looks into a PDF for what people need who do not see it, and printers that lack fonts. */
public final class PdfAudit implements AutoCloseable {

  private final PDDocument pdf;
  private final List<PDStructureElement> elements = new ArrayList<>();
  private final Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Reads a PDF. */
  public PdfAudit(Path file) throws IOException {
    pdf = Loader.loadPDF(file.toFile());
    collect(pdf.getDocumentCatalog().getStructureTreeRoot());
  }

  private void collect(PDStructureNode node) {
    for (Object kid : node.getKids()) {
      if (kid instanceof PDStructureElement element) {
        elements.add(element);
        collect(element);
      }
    }
  }

  /** The document itself. */
  public PDDocument pdf() {
    return pdf;
  }

  /** The alternative texts of all figures, in the order of the text. */
  public List<String> alternatives() {
    return elements("Figure").stream().map(PDStructureElement::getAlternateDescription).toList();
  }

  /** The elements of the structure tree of a standard type. */
  public List<PDStructureElement> elements(String type) {
    return elements.stream().filter(each -> type.equals(each.getStandardStructureType())).toList();
  }

  /** Fails if something is missing. */
  public void check(String language) throws IOException {
    assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo(language);
    assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
    assertThat(pdf.getDocumentInformation().getTitle()).isNotBlank();
    assertThat(pdf.getDocumentCatalog().getMetadata()).isNotNull();
    assertThat(pdf.getDocumentCatalog().getViewerPreferences().displayDocTitle()).isTrue();
    int page = 0;
    for (PDPage each : pdf.getPages()) {
      page++;
      assertThat(each.getMediaBox().getWidth()).isBetween(595f, 596f);
      assertThat(each.getMediaBox().getHeight()).isBetween(841f, 842f);
      assertThat(each.getStructParents()).as("tags of page %d", page).isNotNegative();
      assertThat(each.getCOSObject().getNameAsString(COSName.getPDFName("Tabs"))).isEqualTo("S");
      fonts(each.getResources(), page);
      for (PDAnnotation annotation : each.getAnnotations()) {
        assertThat(annotation).isInstanceOf(PDAnnotationLink.class);
        assertThat(annotation.getContents()).as("what a link is for").isNotBlank();
      }
    }
    assertThat(alternatives()).allSatisfy(text -> assertThat(text).isNotBlank());
    for (PDStructureElement row : elements("TR")) {
      assertThat(row.getKids())
          .allSatisfy(
              cell ->
                  assertThat(((PDStructureElement) cell).getStandardStructureType())
                      .isIn("TH", "TD"));
    }
    headings();
  }

  /** Headings go down by one level at most, and each has its bookmark. */
  private void headings() {
    int depth = 1;
    int count = 0;
    for (PDStructureElement element : elements) {
      if (element.getStandardStructureType().matches("H[1-6]")) {
        int level = element.getStandardStructureType().charAt(1) - '0';
        assertThat(level).isLessThanOrEqualTo(depth + 1);
        depth = level;
        count += level > 1 ? 1 : 0;
      }
    }
    assertThat(bookmarks(pdf.getDocumentCatalog().getDocumentOutline())).isEqualTo(count);
  }

  private static int bookmarks(PDOutlineNode node) {
    int count = 0;
    for (PDOutlineItem item : node.children()) {
      assertThat(item.getTitle()).isNotBlank();
      count += 1 + bookmarks(item);
    }
    return count;
  }

  private void fonts(PDResources resources, int page) throws IOException {
    if (resources == null || !seen.add(resources.getCOSObject())) {
      return;
    }
    for (COSName name : resources.getFontNames()) {
      PDFont font = resources.getFont(name);
      assertThat(font.isEmbedded()).as("%s on page %d", font.getName(), page).isTrue();
    }
    for (COSName name : resources.getXObjectNames()) {
      if (resources.getXObject(name) instanceof PDFormXObject form) {
        fonts(form.getResources(), page);
      }
    }
  }

  @Override
  public void close() throws IOException {
    pdf.close();
  }
}
