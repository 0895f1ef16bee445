package fovea.cli;

import fovea.lab.report.document.Report;
import fovea.lab.report.questions.LabSections;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which runs a report is about. */
final class ReportOptions {

  private final Console console;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "The folder of the runs (that which the report names; of a new one, runs).")
  private Optional<Path> runs = Optional.empty();

  ReportOptions(Console console) {
    this.console = console;
  }

  Report.Choice choice(Optional<String> language) {
    return new Report.Choice(runs, language);
  }

  Report report(Path folder) {
    return new Report(folder, new LabSections(console.catalog(console.language())));
  }
}
