package fovea.lab.explain;

import fovea.data.AtomicFile;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An HTML page of figures, {@code index.html}, that refers only to files in its own folder. */
final class Page {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="%s">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>%s</title>
      <style>
      body { font-family: sans-serif; color: #333; max-width: 60em; margin: 2em auto; padding: 0 1em; line-height: 1.45 }
      img { max-width: 100%%; height: auto }
      figure { margin: 0 0 2.5em 0 }
      nav ul { columns: 2; padding-left: 1.2em }
      @media print { nav { display: none } figure { break-inside: avoid } }
      </style>
      </head>
      <body>
      <h1>%s</h1>
      <p>%s</p>
      """;

  private final Texts texts;
  private final String language;
  private final String title;
  private final String lead;
  private final List<Section> sections = new ArrayList<>();

  Page(Texts texts, String language, String title, String lead) {
    this.texts = texts;
    this.language = language;
    this.title = title;
    this.lead = lead;
  }

  void add(Section section) {
    sections.add(section);
  }

  /**
   * Writes the page atomically into the figures' folder.
   *
   * @return the page's file
   */
  Path write(Path folder) throws IOException {
    StringBuilder html = new StringBuilder();
    html.append(HEAD.formatted(language, escaped(title), escaped(title), escaped(lead)));
    html.append("<nav><ul>\n");
    for (Section section : sections) {
      html.append(
          "<li><a href=\"#%s\">%s</a></li>%n"
              .formatted(section.file(), escaped(section.heading())));
    }
    html.append("</ul></nav>\n");
    for (Section section : sections) {
      html.append(
          """
          <h2 id="%1$s">%2$s</h2>
          <figure>
          <a href="%1$s.svg"><img src="%1$s.png" alt="%2$s" width="%4$s"></a>
          <figcaption>%3$s (<a href="%1$s.svg">SVG</a>, <a href="%1$s.png">PNG</a>)</figcaption>
          </figure>
          """
              .formatted(
                  section.file(),
                  escaped(section.heading()),
                  escaped(section.caption()),
                  section.figure().width()));
    }
    html.append("<p>%s</p>%n</body>%n</html>%n".formatted(escaped(texts.text("page.end"))));
    Path file = folder.resolve("index.html");
    AtomicFile.write(file, out -> out.write(html.toString().getBytes(StandardCharsets.UTF_8)));
    return file;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
