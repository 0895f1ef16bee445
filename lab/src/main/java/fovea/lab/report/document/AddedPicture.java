package fovea.lab.report.document;

import fovea.data.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A drawing that its author adds to a report: a file beside it, and a line at the end of the
 * section of a question.
 *
 * @param question the number of the question
 * @param name the name of its file, without an ending: letters, digits and hyphens
 * @param caption what it shows, which is printed below it
 * @param svg the drawing, as the text of an SVG document
 */
public record AddedPicture(int question, String name, String caption, String svg) {

  private static final String FOLDER = "pictures";
  private static final int MAX_CAPTION = 300;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the name is no plain name, the caption is too long, or the
   *     drawing is no SVG document
   */
  public AddedPicture {
    if (!name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]{0,80}")) {
      throw new IllegalArgumentException(
          "name is '%s': it may have letters, digits, - and _".formatted(name));
    }
    if (caption.length() > MAX_CAPTION) {
      throw new IllegalArgumentException(
          "a caption can have %s characters at most".formatted(MAX_CAPTION));
    }
    if (!svg.startsWith("<svg")) {
      throw new IllegalArgumentException("the drawing is no SVG document");
    }
  }

  /**
   * Adds it to a report. Nothing that the report says is changed.
   *
   * @param folder the report's folder
   * @return the file of the drawing, of a name that was not taken
   * @throws IOException if there is no report, it has no section of the question, or something
   *     cannot be written
   */
  public Path into(Path folder) throws IOException {
    ReportFile report = ReportFile.read(folder);
    ReportFile.Part section =
        report
            .section(question)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s has no section of question %s: a heading that ends with {#q%s}"
                            .formatted(report.path(), question, question)));
    Path file = free(folder.resolve(FOLDER));
    AtomicFile.write(file, out -> out.write(svg.getBytes(StandardCharsets.UTF_8)));
    String text = report.text();
    String before = text.substring(0, section.end()).stripTrailing();
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    String line = "![%s](%s/%s)".formatted(escaped(caption), FOLDER, file.getFileName());
    report.write(before + end + end + line + end + end + text.substring(section.end()));
    return file;
  }

  private Path free(Path pictures) {
    Path file = pictures.resolve(name + ".svg");
    for (int i = 2; Files.exists(file); i++) {
      file = pictures.resolve("%s-%s.svg".formatted(name, i));
    }
    return file;
  }

  /** A caption in which nothing is a sign of Markdown, in one line. */
  private static String escaped(String caption) {
    return caption.replaceAll("\\s+", " ").strip().replaceAll("([\\\\\\[\\]*_`$<>])", "\\\\$1");
  }
}
