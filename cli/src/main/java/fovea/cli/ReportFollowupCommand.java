package fovea.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The {@code fovea report followup} command: prints the mail on the evening of the session. */
@Command(
    name = "followup",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the mail for the evening of the session.",
      "It has your answers to the starred questions, the methods of part 3, which runs",
      "are done, and your comments."
    })
final class ReportFollowupCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      descriptionKey = "report.here",
      description = "The report's folder (this one).")
  private Path folder = Path.of("");

  @Mixin private ReportOptions options;
  @Mixin private LanguageOption language;

  ReportFollowupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.result(
        "%s", options.report(folder).followUp(options.choice(language.given())).stripTrailing());
    return 0;
  }
}
