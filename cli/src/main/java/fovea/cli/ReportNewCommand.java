package fovea.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The {@code fovea report new} command: makes a report to write in. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a report to write in.",
      "Its file, FOLDER/report.md, has a section for each question, what the runs tell",
      "about it, and a box for your answer."
    })
final class ReportNewCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      descriptionKey = "report.folder",
      description = "The report's folder.")
  private Path folder;

  @Mixin private ReportOptions options;
  @Mixin private LanguageOption language;

  ReportNewCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path file = options.report(folder).create(options.choice(Optional.of(language.language())));
    console.result("%s", file);
    return 0;
  }
}
