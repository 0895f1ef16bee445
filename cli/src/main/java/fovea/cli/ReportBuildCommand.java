package fovea.cli;

import fovea.lab.report.document.Report;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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

  private static final long POLL_MILLIS = 300;

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FOLDER",
      descriptionKey = "report.here",
      description = "The report's folder (this one).")
  private Path folder = Path.of("");

  @Option(
      names = "--answers",
      description = "Write answers.html and answers.pdf, with model answers, instead.")
  private boolean answers;

  @Option(names = "--add", description = "Add facts that the report does not have.")
  private boolean add;

  @Option(names = "--watch", description = "Build again whenever report.md changes, until Ctrl-C.")
  private boolean watch;

  @Mixin private ReportOptions options;
  @Mixin private LanguageOption language;

  ReportBuildCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Report report = options.report(folder);
    build(report);
    while (watch && changed(report.file())) {
      try {
        build(report);
      } catch (IOException e) { // such as a block without an end, while it is being written
        console.message("fovea: %s", Failure.text(e));
      }
    }
    return 0;
  }

  /**
   * Waits until the report changes; looks at its time stamp, for not every file system tells.
   *
   * @return false if it was asked to stop
   */
  private boolean changed(Path file) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    StopRequest stop = console.interruption().stop();
    while (!stop.requested()
        && (!Files.exists(file) || Files.getLastModifiedTime(file).equals(before))) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !stop.requested();
  }

  private void build(Report report) throws IOException {
    Report.Build build = report.build(options.choice(language.given()), answers, add);
    build.notes().forEach(note -> console.message("%s", note));
    build.files().forEach(file -> console.result("%s", file));
  }
}
