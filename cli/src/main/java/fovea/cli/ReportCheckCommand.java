package fovea.cli;

import fovea.lab.report.document.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea report check} command: finds what is wrong before the report is handed in. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Finds what is wrong in a report.",
      "It looks for questions without an answer, facts that the runs tell in another",
      "way now, numbers in your text that contradict the facts of their section, and",
      "more than ten pages. The exit status is 1 if there is anything."
    })
final class ReportCheckCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      descriptionKey = "report.here",
      description = "The report's folder (this one).")
  private Path folder = Path.of("");

  @Option(
      names = "--json",
      descriptionKey = "report.json",
      description = "Print findings as JSON, one per line.")
  private boolean json;

  @Mixin private ReportOptions options;
  @Mixin private LanguageOption language;

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = options.report(folder).check(options.choice(language.given()));
    options.print(findings, json);
    return findings.isEmpty() ? 0 : 1;
  }
}
