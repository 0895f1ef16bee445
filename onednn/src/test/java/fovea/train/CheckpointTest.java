package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.engine.Variable;
import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {

  @TempDir private Path folder;

  private Path saved(Trials.Session session) throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    session.run(1, session.start);
    Checkpoint.save(file, session.model, session.optimizer, session.start, Map.of());
    return file;
  }

  @Test
  void theOtherEngineReadsIt() throws IOException {
    try (Trials.Session fast = new Trials.Session(new OneDnnEngine(), 1);
        Trials.Session slow = new Trials.Session(new ReferenceEngine(), 2)) {
      Checkpoint.load(saved(fast), slow.model, slow.optimizer);
      List<float[]> expected = fast.values();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(slow.values().get(i)).containsExactly(expected.get(i));
      }
    }
  }

  @Test
  void aTruncatedFileChangesNothing() throws IOException {
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 1);
        Trials.Session other = new Trials.Session(new OneDnnEngine(), 2)) {
      Path file = saved(session);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
      List<float[]> before = other.values();
      assertThatThrownBy(() -> Checkpoint.load(file, other.model, other.optimizer))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
      assertThat(other.values().get(0)).containsExactly(before.get(0));
    }
  }

  @Test
  void aFileOfAnotherNetworkIsRefusedByName() throws IOException {
    Path file = folder.resolve("other.safetensors");
    Safetensors.write(
        file,
        Map.of("fovea.epoch", "0"),
        List.of(new Safetensors.Entry("layer9.weight", List.of(2), () -> new float[2])));
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 1)) {
      assertThatThrownBy(() -> Checkpoint.loadModel(file, session.model))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("layer9.weight", "another network");
      assertThatThrownBy(() -> Checkpoint.load(file, session.model, session.optimizer))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be resumed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoch, -1, epoch is -1",
    "batch, -7, batch is -7",
    "correct, 999, correct is 999",
    "loss_sum, NaN, sum of losses is NaN",
    "best_accuracy, 2, best accuracy is 2",
    "seed, x, cannot be resumed",
    "step, 1e3, cannot be resumed"
  })
  void aPositionThatCannotBeIsRefused(String key, String value, String reason) throws IOException {
    try (Trials.Session session = new Trials.Session(new OneDnnEngine(), 1)) {
      Path file = saved(session);
      Map<String, String> texts;
      List<Safetensors.Entry> tensors = new ArrayList<>();
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        texts = new HashMap<>(reader.metadata());
      }
      for (Variable variable : session.model.variables()) {
        tensors.add(
            new Safetensors.Entry(
                variable.parameter().name(),
                variable.parameter().dims(),
                () -> variable.read(variable.values())));
      }
      texts.put("fovea." + key, value);
      Safetensors.write(file, texts, tensors);
      assertThatThrownBy(() -> Checkpoint.load(file, session.model, session.optimizer))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("checkpoint.safetensors", reason);
    }
  }

  @Test
  void aProcessThatIsKilledLeavesAWholeCheckpoint() throws IOException, InterruptedException {
    int kills = Integer.getInteger("fovea.kills", 4);
    Random random = new Random(7);
    Path file = folder.resolve("last.safetensors");
    long step = -1;
    for (int i = 0; i < kills; i++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx300m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  EndlessTraining.class.getName(),
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("child.log").toFile())
              .start();
      long wanted = step;
      while (process.isAlive() && !hasPassed(file, wanted)) {
        Thread.sleep(10);
      }
      process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
      assertThat(process.isAlive())
          .as("%s", Files.readString(folder.resolve("child.log")))
          .isTrue();
      process.destroyForcibly().waitFor();
      step = step(file);
      assertThat(step).as("the checkpoint after kill %d", i).isGreaterThan(wanted);
    }
  }

  private static boolean hasPassed(Path file, long step) throws IOException {
    return Files.exists(file) && step(file) > step;
  }

  /** The step of a checkpoint, all of whose tensors must be there. */
  private static long step(Path file) throws IOException {
    try (Trials.Session session = new Trials.Session(new ReferenceEngine(), 1)) {
      return Checkpoint.load(file, session.model, session.optimizer).step();
    }
  }
}
