package fovea.lab.report.questions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import fovea.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes runs that were never trained: a recipe, a provenance and metrics. */
final class RunFixture {

  private RunFixture() {}

  /**
   * Writes a run of the lab's network, whose training accuracy is 10 points higher in evaluation
   * mode than the test accuracy.
   *
   * @param settings what differs from the recipe {@code baseline}, as {@code key=value}
   * @param accuracies the test accuracy after each epoch
   */
  static Run write(Path folder, String settings, double... accuracies) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("epochs", Integer.toString(accuracies.length));
    for (String each : settings.isEmpty() ? List.<String>of() : List.of(settings.split(";", -1))) {
      String[] pair = each.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    Recipe recipe = RecipeReader.read("baseline", values);
    Run run = Run.create(Optional.of(folder), recipe);
    run.save(info());
    for (int i = 0; i < accuracies.length; i++) {
      run.append(epoch(i + 1, accuracies[i]));
    }
    run.append(
        JsonNodeFactory.instance.objectNode().put("event", "done").put("first_loss", 2.3125));
    return run;
  }

  private static ObjectNode epoch(int number, double accuracy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "epoch")
        .put("epoch", number)
        .put("train_loss", 2 - accuracy)
        .put("train_accuracy", accuracy - 0.1)
        .put("train_evaluated_loss", 1 - accuracy)
        .put("train_evaluated_accuracy", accuracy + 0.1)
        .put("test_loss", 1.5 - accuracy)
        .put("test_accuracy", accuracy)
        .put("seconds", 2.5);
  }

  private static RunInfo info() {
    return new RunInfo(
        RunInfo.VERSION,
        "0",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:10:00Z",
        "fovea train",
        "17",
        "Linux",
        "a processor",
        2,
        2,
        "reference",
        "f32",
        "cifarnet",
        1_191_170,
        List.of(3, 32, 32),
        List.of(3, 32, 32),
        List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
        List.of(0f, 0f, 0f),
        List.of(1f, 1f, 1f),
        50_000,
        10_000,
        "train",
        "test",
        0,
        "",
        "en",
        Map.of());
  }
}
