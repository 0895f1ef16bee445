package fovea.lab.report.page;

import fovea.lab.words.Texts;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.node.Node;

/**
 * A document to be set.
 *
 * @param title its title
 * @param byline its authors, group and date, a line each
 * @param folder where its pictures are
 * @param body its text
 * @param texts words in its language, of the bundle {@code report.page.page}
 */
public record Page(String title, List<String> byline, Path folder, Node body, Texts texts) {

  private static final Pattern APOSTROPHE = Pattern.compile("(?<=\\p{L})'");

  public Page {
    byline = List.copyOf(byline);
  }

  /** A text with the spaces, signs and apostrophes of the language. */
  String prose(String text) {
    return texts.prose(APOSTROPHE.matcher(text).replaceAll("\u2019"));
  }

  String language() {
    return texts.isFrench() ? "fr" : "en";
  }
}
