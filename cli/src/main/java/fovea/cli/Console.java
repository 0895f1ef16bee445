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

/** Output of a command: results on one stream, progress and messages on the other. */
final class Console {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a terminal has that does not say. */
  private static final int USUAL_COLUMNS = 79;

  /** Terminals that claim to be narrower do not tell the truth. */
  private static final int NARROWEST = 20;

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

  /** A line of results. */
  void result(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** An object of results, on a line of its own. */
  void json(JsonNode node) {
    try {
      out.println(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can be written", e);
    }
  }

  /** A message beside the results. */
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

  /** Whether messages go to a person's terminal. */
  boolean interactive() {
    return environment.containsKey("FOVEA_TERMINAL");
  }

  /** Whether the standard input is what a person types. */
  boolean typed() {
    return environment.containsKey("FOVEA_KEYBOARD");
  }

  /** Columns that a line may have on that terminal without being broken. */
  int columns() {
    try {
      int columns = Integer.parseInt(environment.getOrDefault("FOVEA_TERMINAL", ""));
      return columns > NARROWEST ? columns - 1 : USUAL_COLUMNS; // the last breaks some lines
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }

  /** What happens on Ctrl-C. */
  Interruption interruption() {
    return interruption;
  }

  /** What the user typed. */
  String commandLine() {
    return "fovea " + commandLine;
  }

  /** The data sets, in the cache that the environment names. */
  DataCatalog catalog() {
    return new DataCatalog(DataCatalog.cache(environment), new TransferDisplay(this));
  }
}
