package fovea.cli;

import fovea.lab.words.Texts;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --lang}: the language of a command's messages and figures. */
final class LanguageOption {

  private static final String DEFAULT = "en";

  @Option(
      names = "--lang",
      paramLabel = "en|fr",
      description = "The language of texts and figures (en, or that of a resumed run).")
  private Optional<String> language = Optional.empty();

  /** The language that was given, or {@code en}; it may be one that does not exist. */
  String language() {
    return language(DEFAULT);
  }

  /** The language that was given, or a default. */
  String language(String defaultLanguage) {
    return language.orElse(defaultLanguage);
  }

  /**
   * A bundle of texts in the language.
   *
   * @param bundle its name in {@code fovea.lab}
   * @throws IllegalArgumentException if there is no such language
   */
  Texts texts(String bundle) {
    return Texts.of(bundle, language());
  }
}
