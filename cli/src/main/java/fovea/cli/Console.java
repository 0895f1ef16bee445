package fovea.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.DataCatalog;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * The output of a command, and its environment. Results go to one stream, progress and messages to
 * another.
 */
final class Console {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The line length if the terminal does not report its width. */
  private static final int DEFAULT_COLUMNS = 79;

  /** Reported widths up to this one are implausible and ignored. */
  private static final int IMPLAUSIBLE_COLUMNS = 20;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final String commandLine;
  private final Interruption interruption = new Interruption();

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
  }

  /** Prints a JSON object as one line of results. */
  void json(JsonNode node) {
    try {
      out.println(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be serialised", e);
    }
  }

  /** Prints a message. */
  void message(String format, Object... arguments) {
    err.println(String.format(Locale.ROOT, format, arguments));
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

  /** The command line that the user typed. */
  String commandLine() {
    return "fovea " + commandLine;
  }

  /** The data sets, cached in the directory that the environment variables determine. */
  DataCatalog catalog() {
    return new DataCatalog(DataCatalog.cache(environment), new TransferDisplay(this));
  }
}
