package fovea.peers.compare;

import static fovea.peers.compare.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementRunnerTest {

  private static final Trial TRIAL = new Trial("plain", 8, 2, new Trial.Effort(1, 1, 1, false));

  @TempDir Path folder;

  /** Somebody who notes each time that he is started, and always measures the same. */
  private Contender contender(String name) throws IOException {
    Path result = folder.resolve(name + ".json");
    new ObjectMapper().writeValue(result.toFile(), line(1, name, 8, 2, 5).result());
    String script = "echo %s >> %s; cat %s".formatted(name, folder.resolve("started"), result);
    return new Contender(name, "f32", List.of("sh", "-c", script));
  }

  private List<String> started() throws IOException {
    return Files.readAllLines(folder.resolve("started"));
  }

  private ResultLog lines() throws IOException {
    return new ResultLog(Optional.of(folder.resolve("lines.jsonl")));
  }

  @Test
  void theContendersTakeTurnsAndASecondRunGoesOn() throws Exception {
    List<Contender> both = List.of(contender("fovea-f32"), contender("djl"));

    MeasurementRunner.measure(2, List.of(TRIAL), both, lines());
    assertThat(started()).containsExactly("fovea-f32", "djl", "fovea-f32", "djl");

    MeasurementRunner.measure(2, List.of(TRIAL), both, lines());
    assertThat(started()).as("nothing is left to do").hasSize(4);

    MeasurementRunner.measure(3, List.of(TRIAL), both, lines());
    assertThat(started()).hasSize(6);
    assertThat(lines().all()).extracting(LogEntry::round).containsExactly(1, 1, 2, 2, 3, 3);
  }

  @Test
  void whoFailsIsLeftOut() throws Exception {
    List<Contender> all = new ArrayList<>(List.of(contender("fovea-f32")));
    String script = "echo djl >> %s; exit 3".formatted(folder.resolve("started"));
    all.add(new Contender("djl", "f32", List.of("sh", "-c", script)));

    MeasurementRunner.measure(3, List.of(TRIAL), all, lines());

    assertThat(started()).containsExactly("fovea-f32", "djl", "fovea-f32", "fovea-f32");
    assertThat(lines().all()).extracting(LogEntry::contender).containsOnly("fovea-f32").hasSize(3);
  }
}
