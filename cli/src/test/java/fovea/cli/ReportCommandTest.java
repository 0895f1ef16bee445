package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a student who has not trained anything yet, and of one who trained one network. */
class ReportCommandTest {

  @TempDir private Path folder;

  private Answer call(Object... words) {
    return new Caller(folder.resolve("cache")).call(words);
  }

  @Test
  void aReportGoesFromNewToHandedIn() throws IOException {
    Path report = folder.resolve("report");
    Path runs = folder.resolve("runs");
    Path file = report.resolve("report.md");
    assertThat(call("report", "new", report, "--runs", runs, "--lang", "fr").succeeded().results())
        .containsExactly(file.toString());
    assertThat(Files.readString(file)).contains("{#q34}", "fovea lab run sheet");

    assertThat(call("report", "build", report).succeeded().results())
        .containsExactly(
            report.resolve("report.html").toString(), report.resolve("report.pdf").toString());

    Answer check = call("report", "check", report, "--json");
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.json())
        .extracting((JsonNode line) -> line.path("kind").asText())
        .containsOnly("unanswered");

    assertThat(call("report", "verify", report).succeeded().messages().get(0)).contains("0 differ");
    assertThat(call("report", "verify", file).succeeded().messages().get(0)).contains("0 differ");
    assertThat(call("report", "followup", report).succeeded().results()).contains("# Réponses");
  }

  @Test
  void aRunIsTrainedAgainAndComparedToTheBit() throws IOException {
    Path run = folder.resolve("runs/lenet");
    new Caller(folder.resolve("cache")).train(run).succeeded();
    Path report = folder.resolve("report");
    call("report", "new", report, "--runs", run.getParent()).succeeded();

    assertThat(call("report", "verify", report, "--retrain", run).succeeded().messages())
        .anyMatch(line -> line.contains("the same weights, to the bit"));

    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    Files.writeString(
        run.resolve("metrics.jsonl"),
        String.join("\n", metrics)
                .replaceFirst("\"test_accuracy\":0.\\d+", "\"test_accuracy\":0.99")
            + "\n");
    Answer forged = call("report", "verify", report, "--retrain", run);
    assertThat(forged.status()).isEqualTo(1);
    assertThat(forged.messages()).anyMatch(line -> line.contains("other metrics"));
  }

  @Test
  void aFolderWithoutAReportIsRefused() {
    assertThat(call("report", "build", folder).failure(1)).contains("there is no report.md");
    assertThat(call("report", "check", folder).failure(1)).contains("fovea report new");
  }

  @Test
  void aReportIsNotWrittenOver() {
    Path report = folder.resolve("report");
    call("report", "new", report, "--runs", folder.resolve("none")).succeeded();
    assertThat(call("report", "new", report).failure(2)).contains("is there already");
  }
}
