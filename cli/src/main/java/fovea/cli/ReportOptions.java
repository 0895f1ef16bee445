package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.report.document.Finding;
import fovea.lab.report.document.Report;
import fovea.lab.report.questions.LabSections;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which runs a report is about. */
final class ReportOptions {

  private final Console console;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      descriptionKey = "report.runs",
      description = "The folder of the runs (that which the report names; of a new one, runs).")
  private Optional<Path> runs = Optional.empty();

  ReportOptions(Console console) {
    this.console = console;
  }

  Report.Choice choice(Optional<String> language) {
    return new Report.Choice(runs, language);
  }

  /** Prints findings, a line each. */
  void print(List<Finding> findings, boolean json) {
    for (Finding finding : findings) {
      if (json) {
        ObjectNode line =
            JsonNodeFactory.instance
                .objectNode()
                .put("kind", finding.kind().name().toLowerCase(Locale.ROOT))
                .put("subject", finding.subject());
        finding.line().ifPresent(number -> line.put("line", number));
        console.json(line.put("text", finding.text()));
      } else {
        console.result("%s", finding.text());
      }
    }
  }

  Report report(Path folder) {
    return new Report(folder, new LabSections(console.catalog(console.language())));
  }
}
