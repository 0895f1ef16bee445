package fovea.cli;

import fovea.run.Machine;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The {@code fovea} command: the entry point of the command line, and the parent of all other
 * commands.
 */
@Command(
    name = "fovea",
    description = "Train, explain and compare convolutional networks for images.",
    mixinStandardHelpOptions = true,
    versionProvider = Fovea.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {
      TrainCommand.class,
      LrFindCommand.class,
      RecordCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExplainCommand.class,
      ScanCommand.class,
      SymmetryCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      CheckCommand.class,
      ServeCommand.class,
      RunsCommand.class,
      SummaryCommand.class,
      ReceptiveFieldCommand.class,
      ArithmeticCommand.class,
      BenchCommand.class,
      BaselineCommand.class,
      DataCommand.class,
      LabCommand.class,
      ReportCommand.class,
      StudioCommand.class,
      ShellCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Run 'fovea help COMMAND' for details.",
      "",
      "Examples:",
      "  fovea train",
      "  fovea train --dataset mnist --model lenet5 --epochs 3",
      "  fovea summary vgg16",
      "  fovea lab run"
    })
public final class Fovea {

  /** Exit status for wrong usage. */
  static final int USAGE = 2;

  /** Exit status after an interruption. */
  static final int INTERRUPTED = 130;

  /** Exit status if nobody reads the results any more, as that of a process that SIGPIPE ends. */
  static final int UNREAD = 141;

  /** What picocli says of a command line without a command. */
  private static final String NO_COMMAND = "Missing required subcommand";

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  /** Provides the output of {@code --version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fovea " + Machine.version()};
    }
  }

  /**
   * Runs a command line.
   *
   * @return the exit status: 0 for success, 1 for failure, 2 for wrong usage, 130 if interrupted,
   *     141 if nobody reads the results any more
   */
  static int run(Console console, List<String> arguments) {
    Fovea fovea = new Fovea();
    PrintStream err = console.messages();
    CommandLine line = new CommandLine(fovea, new CommandFactory(console));
    line.addMixin("language", new LanguageOption(console));
    RecipeOptions.addTo(line);
    LanguageOption.asked(arguments).ifPresent(console::prefer);
    Usage.install(line, console);
    line.setExpandAtFiles(false); // @x.png is a file, not one of arguments
    line.setOut(console.resultWriter());
    line.setErr(console.messageWriter());
    line.setParameterExceptionHandler((exception, args) -> reportUsage(exception, console));
    line.setExecutionExceptionHandler(
        (exception, command, result) ->
            exception instanceof ReaderGoneException
                ? UNREAD
                : exception instanceof ParameterException usage
                    ? reportUsage(usage, console)
                    : Failure.report(
                        exception.getCause() instanceof Error error ? error : exception,
                        err,
                        fovea.verbose));
    try {
      return line.execute(arguments.toArray(String[]::new));
    } catch (Error e) { // such as a library that is missing, or too little memory
      return Failure.report(e, err, fovea.verbose);
    }
  }

  private static int reportUsage(ParameterException exception, Console console) {
    CommandLine command = exception.getCommandLine();
    if (exception.getMessage().equals(NO_COMMAND)) {
      command.usage(command.getErr());
      return USAGE;
    }
    console.message("fovea: %s", Failure.text(exception));
    console.message(
        "%s",
        console.asCalled("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName())));
    return USAGE;
  }

  /** The environment, with the system's language where the script does not tell it. */
  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putIfAbsent(
        "FOVEA_LOCALE", Locale.getDefault(Locale.Category.DISPLAY).getLanguage());
    return environment;
  }

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    Console console =
        new Console(System.out, System.err, environment(), String.join(" ", arguments));
    console.interruption().install();
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    int status = 1;
    try {
      status = run(console, arguments);
      if (System.out.checkError() && (status == 0 || status == INTERRUPTED)) {
        status = UNREAD;
      }
    } finally {
      console.interruption().commandEnded(); // otherwise an exit would wait for it
    }
    System.exit(status);
  }
}
