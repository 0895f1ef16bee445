package fovea.cli;

import fovea.run.Machine;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
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
      EvaluateCommand.class,
      PredictCommand.class,
      ExplainCommand.class,
      ScanCommand.class,
      SymmetryCommand.class,
      SummaryCommand.class,
      ReceptiveFieldCommand.class,
      ArithmeticCommand.class,
      BenchCommand.class,
      BaselineCommand.class,
      DataCommand.class,
      LabCommand.class,
      ShellCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  fovea train                                  the lab's network on CIFAR-10",
      "  fovea train --dataset mnist --model lenet5 --epochs 3",
      "  fovea summary vgg16",
      "  fovea lab run                                the lab's steps, compared",
      "",
      "Run 'fovea COMMAND --help' for details."
    })
public final class Fovea {

  /** Exit status for wrong usage. */
  static final int USAGE = 2;

  /** Exit status after an interruption. */
  static final int INTERRUPTED = 130;

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
   * @return the exit status: 0 for success, 1 for failure, 2 for wrong usage, 130 if interrupted
   */
  static int run(Console console, List<String> arguments) {
    Fovea fovea = new Fovea();
    PrintStream err = console.messages();
    CommandLine line = new CommandLine(fovea, new CommandFactory(console));
    RecipeOptions.addTo(line);
    line.setOut(console.resultWriter());
    line.setErr(console.messageWriter());
    line.setParameterExceptionHandler(
        (exception, args) -> {
          String command = exception.getCommandLine().getCommandSpec().qualifiedName();
          console.message("fovea: %s", Failure.text(exception));
          console.message("Try '%s --help'.", command);
          return USAGE;
        });
    line.setExecutionExceptionHandler(
        (exception, command, result) ->
            Failure.report(
                exception.getCause() instanceof Error error ? error : exception,
                err,
                fovea.verbose));
    try {
      return line.execute(arguments.toArray(String[]::new));
    } catch (Error e) { // such as a library that is missing, or too little memory
      return Failure.report(e, err, fovea.verbose);
    }
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers as in recipes and JSON
    List<String> arguments = List.of(args);
    Console console =
        new Console(System.out, System.err, System.getenv(), String.join(" ", arguments));
    console.interruption().install();
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    int status = 1;
    try {
      status = run(console, arguments);
      if (System.out.checkError() && status == 0) {
        status = 1; // the reader of the results has closed the pipe
      }
    } finally {
      console.interruption().commandEnded(); // otherwise an exit would wait for it
    }
    System.exit(status);
  }
}
