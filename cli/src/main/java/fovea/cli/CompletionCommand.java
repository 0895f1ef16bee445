package fovea.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/**
 * The {@code fovea completion} command: prints the script with which bash and zsh complete
 * commands, options and their values.
 */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that lets bash and zsh complete commands and options.",
      "Load it at the start of each shell, or write it to where bash looks for it."
    },
    footer = {"", "Examples:", "  source <(fovea completion)", "  fovea completion > fovea.bash"})
final class CompletionCommand implements Callable<Integer> {

  /** Labels of values that may be files or folders. */
  private static final Pattern FILES =
      Pattern.compile("FILE|DIR|CSV|RUN|RECIPE|LADDER|IMAGE|FOLDER|MODEL");

  private final Console console;

  @Spec private CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine fovea = spec.parent().commandLine();
    tellValues(fovea);
    console.result("%s", AutoComplete.bash(Console.NAME, fovea).stripTrailing());
    return 0;
  }

  /**
   * Says of options and parameters what picocli's script needs: a label each, for it keeps values
   * by label, and which of them are files.
   */
  private static void tellValues(CommandLine line) {
    CommandSpec command = line.getCommandSpec();
    for (OptionSpec option : List.copyOf(command.options())) {
      if (option.arity().max() > 0) {
        boolean file = FILES.matcher(option.paramLabel()).find();
        command.remove(option);
        command.addOption(
            OptionSpec.builder(option.names())
                .arity(option.arity().toString())
                .paramLabel(option.longestName())
                .type(file ? Path.class : String.class)
                .completionCandidates(file ? null : option.completionCandidates())
                .build());
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(command.positionalParameters())) {
      if (FILES.matcher(parameter.paramLabel()).find()) {
        command.remove(parameter);
        command.addPositional(
            PositionalParamSpec.builder()
                .index(parameter.index().toString())
                .arity(parameter.arity().toString())
                .paramLabel(parameter.paramLabel())
                .type(Path.class)
                .build());
      }
    }
    line.getSubcommands().values().forEach(CompletionCommand::tellValues);
  }
}
