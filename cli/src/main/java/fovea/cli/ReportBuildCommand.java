package fovea.cli;

import fovea.lab.report.document.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea report build} command: makes the facts anew, then the page and the PDF. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the facts of a report up to date, and writes report.html and report.pdf.",
      "Only what stands in the blocks of facts is changed in report.md."
    })
final class ReportBuildCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      descriptionKey = "report.folder",
      description = "The report's folder (this one).")
  private Path folder = Path.of("");

  @Option(
      names = "--answers",
      description = "Write answers.html and answers.pdf, with model answers, instead.")
  private boolean answers;

  @Option(names = "--add", description = "Add facts that the report does not have.")
  private boolean add;

  @Mixin private ReportOptions options;
  @Mixin private LanguageOption language;

  ReportBuildCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Report.Build build =
        options.report(folder).build(options.choice(language.given()), answers, add);
    build.notes().forEach(note -> console.message("%s", note));
    build.files().forEach(file -> console.result("%s", file));
    return 0;
  }
}
