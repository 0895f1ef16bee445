package fovea.lab.report.page;

import fovea.data.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Sets documents as web pages and PDFs. Keeps what is slow to load; one thread may use it. */
public final class Setter {

  private final Formulas formulas = new Formulas();
  private final Pdf pdf = new Pdf();

  /**
   * Writes a document.
   *
   * @param name of the files, without extension
   * @return number of pages of the PDF
   * @throws IOException if it cannot be set or written
   */
  public int write(Page page, String name) throws IOException {
    Pictures pictures = new Pictures(page.folder());
    String html = new WebPage(page, pictures, formulas).html();
    AtomicFile.write(
        page.folder().resolve(name + ".html"),
        out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int pages = pdf.write(page, pictures, formulas, bytes);
    AtomicFile.write(page.folder().resolve(name + ".pdf"), bytes::writeTo);
    return pages;
  }

  /**
   * The number of pages of a document's PDF, which is not written.
   *
   * @throws IOException if it cannot be set
   */
  public int pages(Page page) throws IOException {
    return pdf.write(page, new Pictures(page.folder()), formulas, OutputStream.nullOutputStream());
  }
}
