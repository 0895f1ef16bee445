package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fovea train} says and leaves behind. */
class TrainCommandTest {

  @TempDir private Path folder;
  private Path run;
  private Caller fovea;

  @BeforeEach
  void prepare() {
    run = folder.resolve("run");
    fovea = new Caller(folder.resolve("cache"));
  }

  @Test
  void aRunsFolderHoldsExactlyWhatItShould() throws IOException {
    Answer answer = fovea.train(run).succeeded();

    assertThat(names(run))
        .containsExactly(
            "best.safetensors",
            "curves.png",
            "curves.svg",
            "last.safetensors",
            "metrics.jsonl",
            "recipe.yaml",
            "run.json");
    assertThat(answer.results()).containsExactly(run.toString());
    assertThat(answer.messages()).anyMatch(line -> line.startsWith("epoch 2/2  lr "));
  }

  @Test
  void eventsHaveTheirKeysInOrder() throws IOException {
    List<JsonNode> events = fovea.train(run, "--json").succeeded().json();

    assertThat(events)
        .extracting(event -> event.path("event").asText())
        .containsExactly("start", "epoch", "epoch", "done");
    assertThat(Answer.keys(events.get(0)))
        .containsExactly(
            "event", "dataset", "model", "parameters", "precision", "threads", "seed", "run");
    assertThat(Answer.keys(events.get(1)))
        .containsExactly(
            "event",
            "epoch",
            "epochs",
            "learning_rate",
            "train_loss",
            "train_accuracy",
            "test_loss",
            "test_accuracy",
            "seconds",
            "images_per_second");
    assertThat(Answer.keys(events.get(3)))
        .containsExactly("event", "test_loss", "test_accuracy", "seconds", "run");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .extracting(Answer::parse)
        .isEqualTo(events);
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
