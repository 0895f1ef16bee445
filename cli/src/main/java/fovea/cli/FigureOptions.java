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
   * The folder, made if it is not there.
   *
   * @throws IOException if it cannot be made; the message says what is in the way
   */
  Path folder() throws IOException {
    return Figure.folder(out);
  }

  /** {@code en} or {@code fr}, or what was given for it. */
  String language() {
    return language.language();
  }

  /**
   * Texts in the language.
   *
   * @throws IllegalArgumentException if there is no such language
   */
  Texts texts(String bundle) {
    return language.texts(bundle);
  }
}
