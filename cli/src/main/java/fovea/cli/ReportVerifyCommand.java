package fovea.cli;

import fovea.lab.report.document.Report;
import fovea.lab.report.document.Retraining;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea report verify} command: compares a report with the runs, for a teacher. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares each fact of a report with the runs.",
      "Facts that differ or were edited by hand are named; the exit status is 1 then."
    })
final class ReportVerifyCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      descriptionKey = "report.folder",
      description = "The report's folder.")
  private Path folder;

  @Option(
      names = "--retrain",
      paramLabel = "RUN",
      description = "Also train this run's recipe again, and compare to the bit.")
  private Optional<Path> retrain = Optional.empty();

  @Option(
      names = "--json",
      descriptionKey = "report.json",
      description = "Print findings as JSON, one per line.")
  private boolean json;

  @Mixin private ReportOptions options;
  @Mixin private LanguageOption language;

  ReportVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = language.texts("report.document.document");
    Report.Verified verified = options.report(folder).verify(options.choice(language.given()));
    options.print(verified.findings(), json);
    boolean same = verified.findings().isEmpty();
    console.message("%s", texts.text("verify.facts", verified.facts(), verified.findings().size()));
    if (retrain.isPresent()) {
      Retraining.Outcome outcome =
          new Retraining(console.catalog(language.language()), console.interruption().stop())
              .retrain(retrain.get());
      console.message(
          "%s",
          texts.text(
              outcome.same()
                  ? "retrain.same"
                  : outcome.metrics() ? "retrain.weights" : "retrain.metrics",
              retrain.get()));
      same &= outcome.same();
    }
    return same ? 0 : 1;
  }
}
