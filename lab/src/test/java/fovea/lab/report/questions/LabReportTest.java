package fovea.lab.report.questions;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.data.DataCatalog;
import fovea.lab.report.document.Finding;
import fovea.lab.report.document.Report;
import fovea.lab.report.page.PdfAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of the lab's own questions, with its figures and model answers. */
class LabReportTest {

  @TempDir private Path folder;

  private final DataCatalog catalog =
      new DataCatalog(Path.of("target", "no-cache"), (what, done, total) -> {});

  private Path ladder() throws IOException {
    List<String> steps = List.of("", ";normalize=channel", ";normalize=channel;augment=crop,flip");
    for (int step = 0; step < steps.size(); step++) {
      for (int seed = 0; seed < 2; seed++) {
        RunFixture.write(
            folder.resolve("runs/sheet/%s/seed-%s".formatted(step, seed)),
            "dataset=cifar10-mini;seed=" + seed + steps.get(step), // no test fetches data
            0.3,
            0.5,
            0.6 + 0.01 * step * (seed + 1));
      }
    }
    return folder.resolve("runs");
  }

  private Report report() {
    return new Report(folder.resolve("report"), new LabSections(catalog));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void everyFigureTableAndPageIsThereForEveryReader(String language) throws IOException {
    Report.Choice choice = new Report.Choice(Optional.of(ladder()), Optional.of(language));
    report().create(choice);
    Path pdf = report().build(choice, true, false).files().get(1);

    try (PdfAudit audit = new PdfAudit(pdf)) {
      audit.check(language);
      String text = Files.readString(folder.resolve("report/report.md"));
      List<String> figures =
          Pattern.compile("\\{alt=\"([^\"]+)\"")
              .matcher(text)
              .results()
              .map(m -> m.group(1))
              .toList();
      assertThat(figures).hasSizeGreaterThan(1);
      assertThat(audit.alternatives()).containsAll(figures);
      assertThat(audit.elements("Table")).hasSizeGreaterThan(10);
      assertThat(audit.elements("H3")).hasSize(34);
      assertThat(new PDFTextStripper().getText(audit.pdf())).contains("Santurkar");
    }
  }

  @Test
  void aDamagedCheckpointLeavesItsMeasurementsOutAndTheRest() throws IOException {
    Path runs = ladder();
    Files.writeString(runs.resolve("sheet/0/seed-0/best.safetensors"), "cut");
    Files.writeString(runs.resolve("sheet/1/seed-0/run.json"), "{");
    Report.Choice choice = new Report.Choice(Optional.of(runs), Optional.of("en"));
    report().create(choice);
    assertThat(report().build(choice, false, false).notes()).isEmpty();
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .contains("#q3-shifts .fact .missing", "#q19-pair .fact runs=");
    assertThat(report().verify(choice).findings()).isEmpty();
  }

  @Test
  void numbersThatAreNotThoseOfTheRunThatIsNamedAreFound() throws IOException {
    Report.Choice choice = new Report.Choice(Optional.of(ladder()), Optional.of("en"));
    Path file = report().create(choice);
    String right = "`sheet/1/seed-0` reached 61.0% and 71% on training images.";
    String wrong = "But sheet/1/seed-1 reached 95%.";
    String loss = "The loss after it was 0.91.";
    String text = Files.readString(file);
    int box = text.indexOf("::: {.answer}", text.indexOf("{#q18}"));
    Files.writeString(
        file,
        new StringBuilder(text)
            .insert(box + 14, right + "\n\n" + wrong + "\n\n" + loss + "\n")
            .toString());
    assertThat(report().check(choice))
        .filteredOn(finding -> finding.kind() == Finding.Kind.CONTRADICTION)
        .extracting(Finding::text)
        .satisfiesExactly(
            first -> assertThat(first).contains("95%"),
            second -> assertThat(second).contains("0.91"));
  }
}
