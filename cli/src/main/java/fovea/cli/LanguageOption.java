package fovea.cli;

import fovea.lab.words.Texts;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --lang}: the language of a command and its figures. */
final class LanguageOption {

  private static final String USUAL = "en";

  @Option(
      names = "--lang",
      paramLabel = "en|fr",
      description = "The language of texts and figures (en, or that of a run that goes on).")
  private Optional<String> language = Optional.empty();

  /** {@code en} or {@code fr}, or what was given for it; English if nothing was. */
  String language() {
    return language(USUAL);
  }

  /** The same, or another language where none was given. */
  String language(String usual) {
    return language.orElse(usual);
  }

  /**
   * Texts in the language.
   *
   * @param bundle their name below {@code fovea.lab}
   * @throws IllegalArgumentException if there is no such language
   */
  Texts texts(String bundle) {
    return Texts.of(bundle, language());
  }
}
