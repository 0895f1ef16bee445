package fovea.studio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Runs as a training leaves them, without the training. */
final class SampleRuns {

  private SampleRuns() {}

  /** A finished run whose losses fall. */
  static Run finished(Path folder, int epochs, Map<String, String> values) throws IOException {
    Run run = begun(folder, epochs, epochs, values);
    end(run, "done");
    return run;
  }

  /** A run that has trained some of its epochs. */
  static Run begun(Path folder, int epochs, int planned, Map<String, String> values)
      throws IOException {
    Recipe recipe = RecipeReader.read("baseline", values);
    Run run = Run.create(Optional.of(folder), RecipeReader.change(recipe, "epochs", "" + planned));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double loss = 2.3 * Math.exp(-epoch / 20.0) + 0.001 * recipe.seed();
      epoch(run, epoch, loss);
    }
    return run;
  }

  /** Adds an epoch; the loss is that of training, 0 to 2.4. */
  static void epoch(Run run, int epoch, double loss) throws IOException {
    run.append(
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "epoch")
            .put("epoch", epoch)
            .put("train_loss", loss)
            .put("train_accuracy", 1 - loss / 2.5)
            .put("train_evaluated_loss", loss)
            .put("train_evaluated_accuracy", 1 - loss / 2.5)
            .put("test_loss", loss + 0.1)
            .put("test_accuracy", 1 - (loss + 0.1) / 2.5)
            .put("seconds", 1.5));
  }

  /** Ends a run: {@code done}, or {@code diverged}. */
  static void end(Run run, String event) throws IOException {
    run.append(JsonNodeFactory.instance.objectNode().put("event", event));
  }
}
