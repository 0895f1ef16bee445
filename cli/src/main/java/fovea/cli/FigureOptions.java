package fovea.cli;

import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that draw: the output folder and the language. */
final class FigureOptions {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "figures",
      description = "The folder of the figures (${DEFAULT-VALUE}).")
  private Path out;

  @Mixin private LanguageOption language;

  /**
   * The output folder, created if necessary.
   *
   * @throws IOException if it cannot be created; the message says why
   */
  Path folder() throws IOException {
    return Figure.folder(out);
  }

  /** The language that was given, or {@code en}; it may be one that does not exist. */
  String language() {
    return language.language();
  }

  /**
   * A bundle of texts in the language.
   *
   * @throws IllegalArgumentException if there is no such language
   */
  Texts texts(String bundle) {
    return language.texts(bundle);
  }
}
