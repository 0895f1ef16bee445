package fovea.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code fovea help} command: prints the help of a command. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    description = "Shows the help of a command.",
    footer = {"", "Examples:", "  fovea help train", "  fovea help lab sweep"})
final class HelpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      descriptionKey = "command",
      description = "A command, and a command of it.")
  private List<String> path = List.of();

  @Override
  public Integer call() {
    CommandLine line = spec.parent().commandLine();
    for (String name : path) {
      CommandLine next = line.getSubcommands().get(name);
      if (next == null) {
        throw new UnmatchedArgumentException(line, List.of(name));
      }
      line = next;
    }
    line.usage(line.getOut());
    return 0;
  }
}
