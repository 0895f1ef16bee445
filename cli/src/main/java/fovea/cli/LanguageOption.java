package fovea.cli;

import fovea.lab.words.Texts;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --lang}: the language of a command's messages and figures. */
final class LanguageOption {

  private static final String FLAG = "--lang";

  private final Console console;

  @Option(
      names = FLAG,
      paramLabel = "en|fr",
      completionCandidates = Languages.class,
      description = "The language of texts and figures (that of FOVEA_LANG, or the system's).")
  private Optional<String> language = Optional.empty();

  /** The languages, for a shell that completes them. */
  static final class Languages implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Texts.LANGUAGES.iterator();
    }
  }

  LanguageOption(Console console) {
    this.console = console;
  }

  /** The language that arguments ask for, which are not parsed yet. */
  static Optional<String> asked(List<String> arguments) {
    Optional<String> asked = Optional.empty();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith(FLAG + "=")) {
        asked = Optional.of(arguments.get(i).substring(FLAG.length() + 1));
      } else if (arguments.get(i).equals(FLAG) && i + 1 < arguments.size()) {
        asked = Optional.of(arguments.get(i + 1));
      }
    }
    return asked;
  }

  /** The language that was given. */
  Optional<String> given() {
    return language;
  }

  /** The language that was given, or the user's; it may be one that does not exist. */
  String language() {
    return language(console.language());
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
