package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea serve}; what it answers is tested in its own module. */
class ServeCommandTest {

  @TempDir private Path folder;

  private Caller fovea;
  private Path run;

  @BeforeEach
  void train() {
    fovea = new Caller(folder.resolve("cache"));
    run = folder.resolve("run");
    fovea.train(run, "--epochs", 1).succeeded();
  }

  @Test
  void aLoadTestMeasuresOneEightAndSixtyFourClients() {
    List<JsonNode> rows =
        fovea.call("serve", run, "--load-test", "--seconds", 1, "--json").succeeded().json();
    assertThat(rows).extracting(row -> row.path("clients").asInt()).containsExactly(1, 8, 64);
    for (JsonNode row : rows) {
      assertThat(row.path("requests").asInt()).isGreaterThanOrEqualTo(row.path("clients").asInt());
      assertThat(row.path("median_ms").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(row.path("percentile_99_ms").asDouble());
      assertThat(row.path("requests_per_second").asDouble()).isPositive();
    }
  }

  @Test
  void wrongLimitsAreRefusedBeforeAnythingIsLoaded() {
    assertThat(fovea.call("serve", folder.resolve("none"), "--port", 70_000).failure(2))
        .contains("--port is 70000: it must be from 0 to 65535");
    assertThat(fovea.call("serve", run, "--load-test", "--seconds", 0).failure(2))
        .contains("--seconds is 0: it must be from 1 to 3600");
  }
}
