package fovea.lab.report.questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.lab.report.RunNumber;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunNumbersTest {

  @TempDir private Path folder;

  /** Two steps with three seeds each: differences of 1, 2 and 3 points. */
  @BeforeEach
  void train() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      RunFixture.write(folder.resolve("runs/a/seed-" + seed), "seed=" + seed, 0.4, 0.6);
      RunFixture.write(
          folder.resolve("runs/b/seed-" + seed),
          "normalize=channel;seed=" + seed,
          0.4,
          0.6 + 0.01 * (seed + 1));
    }
  }

  private String number(String language, String run, String value, String... minus)
      throws IOException {
    Optional<String> other = minus.length == 0 ? Optional.empty() : Optional.of(minus[0]);
    return new RunNumbers(folder.resolve("runs"), Texts.of("report.questions.facts", language))
        .of(new RunNumber(run, value, other))
        .markdown();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b/seed-0 | test-accuracy | 61.0%",
        "b | test-accuracy | 62.0 ± 1.0%",
        "b/seed-0 | train-accuracy | 71.0%",
        "b/seed-0 | gap | +10.0",
        "b/seed-0 | test-loss | 0.890",
        "b/seed-0 | train-loss | 0.390",
        "b | first-loss | 2.313",
        "b/seed-0 | spread | 14.85",
        "b | seconds | 2.5",
        "b | epochs | 2",
        "b | seeds | 3",
        "b | parameters | 1,191,170",
        "b | train-images | 50,000",
        "b | batch-size | 128",
        "b | normalize | channel"
      })
  void eachNumberIsAsTheTablesHaveIt(String run, String value, String expected) throws IOException {
    assertThat(number("en", run, value)).isEqualTo(expected);
  }

  @Test
  void differencesArePairedBySeedsAndHaveAnInterval() throws IOException {
    assertThat(number("en", "b", "test-accuracy", "a")).isEqualTo("+2.0 points (-0.5 to +4.5)");
    assertThat(number("fr", "b", "test-accuracy", "a"))
        .isEqualTo(
            "+2,0\u00a0points (de \u22120,5\u00a0à +4,5)"
                .replace("\u00a0à", " à")
                .replace("\u00a0p", " p"));
    assertThat(number("en", "b/seed-1", "test-accuracy", "a/seed-1")).isEqualTo("+2.0");
    assertThat(number("fr", "b", "test-accuracy")).isEqualTo("62,0 ± 1,0\u00a0%");
  }

  @Test
  void whatThereIsNotIsNamed() throws IOException {
    assertThatThrownBy(() -> number("en", "c", "gap"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("c: there is no such run");
    assertThatThrownBy(() -> number("en", "b", "speed")).hasMessageContaining("test-accuracy, ");
    assertThatThrownBy(() -> number("en", "b", "gap", "a")).hasMessageContaining("minus=a");
    assertThatThrownBy(() -> number("en", "b/seed-0", "test-accuracy", "a/seed-1"))
        .hasMessageContaining("no seed in common");
    RunFixture.write(folder.resolve("runs/b/other"), "lr=0.5", 0.4);
    assertThatThrownBy(() -> number("en", "b", "gap"))
        .hasMessageContaining("more than their seeds");
  }

  @Test
  void aPathThatLeavesTheRunsFolderIsRefused() throws IOException {
    RunFixture.write(folder.resolve("secret"), "", 0.4);
    for (String path :
        new String[] {"../secret", folder.resolve("secret").toString(), "a/../../secret"}) {
      assertThatThrownBy(() -> number("en", path, "gap"))
          .hasMessageContaining("leaves the runs' folder");
    }
  }

  @Test
  void aDamagedRunHasNoNumber() throws IOException {
    Files.writeString(folder.resolve("runs/a/seed-0/metrics.jsonl"), "{\n{\n");
    assertThatThrownBy(() -> number("en", "a/seed-0", "gap"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }
}
