package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training says of its losses, and {@code fovea evaluate --modes}. */
class ModesTest {

  @TempDir private Path folder;

  private final Caller fovea = new Caller(Path.of("target", "no-cache"));

  @Test
  void theFirstLossIsThatOfGuessing() {
    Answer answer = fovea.train(folder.resolve("run"), "--json").succeeded();

    JsonNode done = answer.json().get(3);
    assertThat(done.path("first_loss").asDouble()).isCloseTo(Math.log(10), within(0.1));
    assertThat(answer.messages())
        .anyMatch(line -> line.matches("initial loss 2\\.[23]\\d\\d, ln 10 = 2\\.303: .*"))
        .anyMatch(line -> line.startsWith("test loss lowest after epoch "));
  }

  @Test
  void withoutChanceBothModesAreOne() {
    Path run = folder.resolve("run");
    fovea.train(run, "baseline").succeeded();

    JsonNode modes = fovea.call("evaluate", run, "--modes", "--json").succeeded().json().get(0);
    JsonNode tested = fovea.call("evaluate", run, "--json").succeeded().json().get(0);

    double evaluated = modes.path("train_evaluation_mode").path("loss").asDouble();
    assertThat(modes.path("train_training_mode").path("loss").asDouble())
        .isCloseTo(evaluated, within(1e-5));
    assertThat(modes.path("train_as_trained").path("loss").asDouble())
        .isCloseTo(evaluated, within(1e-5));
    assertThat(modes.path("test_evaluation_mode").path("loss").asDouble())
        .isEqualTo(tested.path("test_loss").asDouble());
    assertThat(fovea.call("evaluate", run, "--modes").succeeded().results())
        .anyMatch(line -> line.contains("both modes compute the same"));
  }

  @Test
  void dropoutAndBatchesMakeThemDiffer() {
    Path run = folder.resolve("run");
    fovea.train(run, "--dropout", 0.5, "--batch-norm", "--augment=pad-crop,cutout").succeeded();

    JsonNode modes = fovea.call("evaluate", run, "--modes", "--json").succeeded().json().get(0);
    List<String> french =
        fovea.call("evaluate", run, "--modes", "--lang", "fr").succeeded().results();

    double evaluated = modes.path("train_evaluation_mode").path("loss").asDouble();
    double training = modes.path("train_training_mode").path("loss").asDouble();
    assertThat(training).isNotCloseTo(evaluated, within(1e-3));
    assertThat(modes.path("train_as_trained").path("loss").asDouble())
        .isNotCloseTo(training, within(1e-3));
    assertThat(french)
        .anyMatch(line -> line.contains("dropout"))
        .anyMatch(line -> line.contains("moyennes glissantes"))
        .anyMatch(line -> line.contains("pad-crop, cutout"));
  }

  @Test
  void anotherLanguageIsRefused() {
    assertThat(fovea.call("evaluate", folder, "--modes", "--lang", "de").failure(2))
        .isEqualTo("--lang is 'de': it must be en or fr");
  }
}
