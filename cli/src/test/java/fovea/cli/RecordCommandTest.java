package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandTest {

  @TempDir private Path folder;

  private final Caller fovea = new Caller(Path.of("target", "no-cache"));

  /** A network with all layers of airbench, but thin, on a few small images. */
  private Answer recorded(Object... more) throws IOException {
    Path network = folder.resolve("thin.yaml");
    Files.writeString(
        network,
        """
        - conv 24 2x2 whitening
        - gelu
        - conv 16 3x3 same no bias dirac
        - maxpool 4
        - batchnorm epsilon 1e-12 momentum 0.4 no scale
        - gelu
        - maxpool 3
        - flatten
        - linear classes no bias
        - scale 1/9
        """);
    List<Object> words =
        new ArrayList<>(
            List.of(
                "record",
                "--model",
                network,
                "--dataset",
                "cifar10-mini",
                "--limit-train",
                90,
                "--limit-test",
                30,
                "--batch-size",
                30,
                "--epochs",
                2,
                "--out",
                folder.resolve("record")));
    words.addAll(Arrays.asList(more));
    return fovea.call(words.toArray());
  }

  @Test
  void eachSeedIsTrainedOnceAndTheLogHasEverything() throws IOException {
    Answer two = recorded("--seeds", 2).succeeded();
    assertThat(two.results()).hasSize(4);
    assertThat(two.results().get(0)).matches("seed 0: [\\d.]+ % \\(one view: .*s of training");
    assertThat(two.results().get(2)).matches("[\\d.]+ % ± [\\d.]+ \\(mean of 2 seeds .*");
    assertThat(two.results().get(3)).isEqualTo("No claim: 94.00 % within 300 s needs 10 seeds.");

    JsonNode log = log();
    assertThat(log.path("runs")).hasSize(2);
    assertThat(log.path("verdict").asText()).isEqualTo("too_few");
    assertThat(log.path("recipe").path("lookahead").asDouble()).isEqualTo(0.774);
    for (String key : List.of("fovea", "java", "system", "processor", "engine", "test_checksum")) {
      assertThat(log.path(key).asText()).as(key).isNotEmpty();
    }

    JsonNode three = recorded("--seeds", 3, "--json").succeeded().json().get(0);
    assertThat(three.path("runs")).hasSize(3);
    assertThat(three.path("runs").get(1)).isEqualTo(log.path("runs").get(1));
    assertThat(three.path("runs").get(2).path("seed").asInt()).isEqualTo(2);
  }

  private JsonNode log() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve("record").resolve("record.json")));
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    recorded("--seeds", 1).succeeded();
    assertThat(recorded("--seeds", 1, "--lr", 1).failure(2)).contains("is of another recipe");
    assertThat(recorded("--seeds", 1, "--views", "none").failure(2)).contains("or of other views");
    assertThat(recorded("--seeds", 0).failure(2)).contains("--seeds is 0: it must be 1 or more");
    assertThat(recorded("--target", 94).failure(2))
        .contains("--target is 94.0: it must be above 0");
    assertThat(recorded("--views", "all").failure(2)).contains("'all'");

    Files.createDirectories(folder.resolve("record").resolve("seed-1"));
    assertThat(recorded("--seeds", 2).failure(2)).contains("whose time is not known: remove it");
    Files.writeString(folder.resolve("record").resolve("record.json"), "{\"runs\": [");
    assertThat(recorded("--seeds", 1).failure(1)).contains("record.json is damaged: remove it");
  }
}
