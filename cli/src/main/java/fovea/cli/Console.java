package fovea.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.DataCatalog;
import fovea.lab.words.Texts;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The output of a command, and its environment. Results go to one stream, progress and messages to
 * another.
 */
final class Console {

  /** The texts of commands that have no bundle of their own. */
  static final String BUNDLE = "command";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The line length if the terminal does not report its width. */
  private static final int DEFAULT_COLUMNS = 79;

  /** Reported widths up to this one are implausible and ignored. */
  private static final int IMPLAUSIBLE_COLUMNS = 20;

  /** What Fovea is called where nobody knows how it was called. */
  static final String NAME = "fovea";

  /**
   * The environment variable with the arguments that were typed, for the processes of a command.
   */
  static final String COMMAND_LINE = "FOVEA_COMMAND_LINE";

  /** Where a text calls Fovea: at the start of a line, or after a space or a quotation mark. */
  private static final Pattern EXAMPLE =
      Pattern.compile("(?<![^\\s'])" + NAME + "(?= )", Pattern.MULTILINE);

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final String commandLine;
  private final Interruption interruption = new Interruption();
  private Optional<String> preferred = Optional.empty();

  Console(PrintStream out, PrintStream err, Map<String, String> environment, String commandLine) {
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.commandLine = commandLine;
  }

  PrintWriter resultWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter messageWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** Prints a line of results. */
  void result(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    requireReader();
  }

  /** Prints a JSON object as one line of results. */
  void json(JsonNode node) {
    print(node);
    requireReader();
  }

  /**
   * Prints an event of a training as one line of JSON. If nobody reads it any more, the training is
   * asked to stop, so that it saves its state.
   */
  void event(JsonNode node) {
    print(node);
    if (out.checkError()) {
      interruption.stop().request();
    }
  }

  private void print(JsonNode node) {
    try {
      out.println(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be serialised", e);
    }
  }

  private void requireReader() {
    if (out.checkError()) {
      throw new ReaderGoneException();
    }
  }

  /** Prints a message. */
  void message(String format, Object... arguments) {
    err.println(String.format(Locale.ROOT, format, arguments));
  }

  /** Prints a message in prose, on a terminal in lines that end between words. */
  void prose(String text) {
    String lines =
        interactive()
            ? text.replaceAll("(.{1," + columns() + "})( |$)", "$1\n").stripTrailing()
            : text;
    message("%s", lines);
  }

  /** The stream of results. */
  PrintStream results() {
    return out;
  }

  /** The stream of messages. */
  PrintStream messages() {
    return err;
  }

  /** Whether messages go to a terminal. */
  boolean interactive() {
    return environment.containsKey("FOVEA_TERMINAL");
  }

  /** Whether the standard input is a keyboard. */
  boolean keyboardInput() {
    return environment.containsKey("FOVEA_KEYBOARD");
  }

  /** The maximum length of a line that the terminal does not wrap. */
  int columns() {
    try {
      int columns = Integer.parseInt(environment.getOrDefault("FOVEA_TERMINAL", ""));
      return columns > IMPLAUSIBLE_COLUMNS ? columns - 1 : DEFAULT_COLUMNS; // a full line may wrap
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  /** The handler of Ctrl-C. */
  Interruption interruption() {
    return interruption;
  }

  /** How the user calls Fovea: {@code fovea}, or the path of the script. */
  String command() {
    return environment.getOrDefault("FOVEA_COMMAND", NAME);
  }

  /** The command of the user's Python. */
  String python() {
    return environment.getOrDefault("FOVEA_PYTHON", "python3");
  }

  /** The words that start this program anew: the script that started it, or its Java. */
  List<String> launcher() {
    if (environment.containsKey("FOVEA_COMMAND")) {
      return List.of(command());
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Fovea.class.getName()));
    return words;
  }

  /** A text with examples or advice, in which Fovea is called as the user calls it. */
  String asCalled(String text) {
    return command().equals(NAME)
        ? text
        : EXAMPLE.matcher(text).replaceAll(Matcher.quoteReplacement(command()));
  }

  /** Sets the language of texts, which may be one that does not exist. */
  void prefer(String language) {
    preferred = Optional.of(language);
  }

  /**
   * The language of texts: that which was set, or that of {@code FOVEA_LANG}, or else the system's,
   * and English if Fovea does not have it.
   */
  String language() {
    return preferred.orElseGet(this::languageOfEnvironment);
  }

  private String languageOfEnvironment() {
    String asked = environment.getOrDefault("FOVEA_LANG", "");
    return asked.isEmpty() ? Texts.languageOf(environment.getOrDefault("FOVEA_LOCALE", "")) : asked;
  }

  /** The command line that the user typed. */
  String commandLine() {
    return NAME + " " + arguments();
  }

  /** What the user typed after the name of the command. */
  String arguments() {
    return environment.getOrDefault(COMMAND_LINE, commandLine);
  }

  /** The environment variables. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /**
   * The data sets, cached in the directory that the environment variables determine.
   *
   * @param language the language of messages about downloads
   */
  DataCatalog catalog(String language) {
    return new DataCatalog(
        DataCatalog.cache(environment), new TransferDisplay(this, Texts.of(BUNDLE, language)));
  }
}
