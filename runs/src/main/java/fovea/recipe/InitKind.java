package fovea.recipe;

import fovea.nn.Initialization;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The two kinds of values of the key {@code init}: a scheme of random weights, or a file. */
final class InitKind {

  private static final List<String> SCHEMES =
      Stream.of(Initialization.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();

  private InitKind() {}

  /** The names of the schemes. */
  static List<String> schemes() {
    return SCHEMES;
  }

  static boolean isScheme(String value) {
    return SCHEMES.contains(value);
  }

  /** Whether a value can be meant as a file or a folder, which may be gone when a run is read. */
  static boolean isPath(String value) {
    return value.matches("(?s).*([/\\\\]|\\.[a-zA-Z0-9]+$).*");
  }
}
