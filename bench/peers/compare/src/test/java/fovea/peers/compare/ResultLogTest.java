package fovea.peers.compare;

import static fovea.peers.compare.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLogTest {

  private static final Trial TRIAL = new Trial("plain", 8, 2, new Trial.Effort(1, 1, 1, false));
  private static final List<String> BOTH = List.of("fovea-f32", "djl");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("lines.jsonl");
  }

  private ResultLog open() throws IOException {
    return new ResultLog(Optional.of(file));
  }

  @Test
  void whatWasMeasuredIsFoundAgain() throws IOException {
    List<LogEntry> round = List.of(line(1, "fovea-f32", 8, 2, 1.5), line(1, "djl", 8, 2, 3));
    open().add(round);

    assertThat(open().all()).isEqualTo(round);
    assertThat(open().contains(1, TRIAL, BOTH)).isTrue();
  }

  @Test
  void anotherRoundBatchSizeOrNumberOfThreadsIsStillToMeasure() throws IOException {
    ResultLog lines = open();
    lines.add(List.of(line(1, "fovea-f32", 8, 2, 1), line(1, "djl", 8, 2, 1)));

    assertThat(lines.contains(2, TRIAL, BOTH)).isFalse();
    assertThat(lines.contains(1, new Trial("plain", 16, 2, TRIAL.effort()), BOTH)).isFalse();
    assertThat(lines.contains(1, new Trial("plain", 8, 1, TRIAL.effort()), BOTH)).isFalse();
    assertThat(lines.contains(1, new Trial("bn-dropout", 8, 2, TRIAL.effort()), BOTH)).isFalse();
  }

  @Test
  void whatOneSideLacksIsMeasuredAnewAndReplacesTheOther() throws IOException {
    open().add(List.of(line(1, "fovea-f32", 8, 2, 1)));
    assertThat(open().contains(1, TRIAL, BOTH)).isFalse();

    List<LogEntry> both = List.of(line(1, "fovea-f32", 8, 2, 2), line(1, "djl", 8, 2, 4));
    open().add(both);

    assertThat(open().all()).isEqualTo(both);
  }

  @Test
  void withoutAFileTheyAreKeptAllTheSame() throws IOException {
    ResultLog lines = new ResultLog(Optional.empty());
    lines.add(List.of(line(1, "djl", 8, 2, 1)));

    assertThat(lines.all()).hasSize(1);
  }

  @Test
  void aFileOfSomethingElseIsNamed() throws IOException {
    open().add(List.of(line(1, "djl", 8, 2, 1)));
    Files.writeString(file, Files.readString(file) + "{\"round\": 1, \"conte");

    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2 of " + file + " is not a measurement: remove it, or name another file");
  }
}
