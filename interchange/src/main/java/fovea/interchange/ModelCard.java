package fovea.interchange;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.run.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The card of a model: what it is, what it was trained on and how, and how well it does, from the
 * run's own facts. What only its author knows is left to be filled in.
 */
final class ModelCard {

  private ModelCard() {}

  /** Writes the card of a checkpoint, with the header that the Hub reads. */
  static String of(Run run, Provenance provenance, SavedCheckpoint saved) throws IOException {
    RunInfo info = provenance.info();
    Recipe recipe = provenance.recipe();
    Optional<History.Epoch> epoch = epoch(run, saved);
    String title = "%s on %s".formatted(info.network(), dataset(recipe));
    return header(title, info, recipe, epoch)
        + String.format(
            Locale.ROOT,
            """

            # %s

            %s with %,d parameters. It takes images of %s pixels (channels x height x width) and tells %d classes
            apart: %s.

            ## Use

            ```python
            from modeling import load  # PyTorch and safetensors

            network = load()
            ```

            In Java, with [Fovea](https://github.com/fovea/fovea), `Classifier.load(Path.of("model.safetensors"))` or
            `fovea predict model.safetensors cat.jpg`: the file carries network, classes and preprocessing.
            `preprocessor_config.json` says what is done to images before; the output is logits.

            ## Training

            - Data: %s, %,d images for training, %,d for test (SHA-256 of the test images: `%s`)
            - Recipe: %s
            - Machine: %s, %s, %s, %d threads
            - Fovea %s, %s

            ## Evaluation

            %s
            ## Limits

            To be said by who publishes it: what the images are like, whom they show, where the network must not be
            used, and under which licence it is.
            """,
            title,
            "A convolutional network",
            info.parameters(),
            info.image().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
            info.classes().size(),
            String.join(", ", info.classes()),
            dataset(recipe),
            info.trainImages(),
            info.testImages(),
            info.testChecksum(),
            recipe(recipe),
            info.processor(),
            info.engine(),
            info.precision(),
            info.threads(),
            info.fovea(),
            info.started().isEmpty() ? "at an unknown time" : "started " + info.started(),
            evaluation(recipe, info, saved, epoch));
  }

  private static String header(
      String title, RunInfo info, Recipe recipe, Optional<History.Epoch> epoch) {
    StringBuilder text =
        new StringBuilder("---\npipeline_tag: image-classification\nlibrary_name: fovea\n");
    text.append("tags:\n- image-classification\n- safetensors\n- pytorch\n");
    if (epoch.isPresent() && !isValidation(recipe, info)) {
      text.append(
              "metrics:\n- accuracy\nmodel-index:\n- name: %s\n  results:\n"
                  .formatted(quoted(title)))
          .append("  - task:\n      type: image-classification\n")
          .append(
              "    dataset:\n      name: %s\n      type: %s\n      split: test\n"
                  .formatted(quoted(dataset(recipe)), quoted(dataset(recipe))))
          .append("    metrics:\n    - type: accuracy\n")
          .append(String.format(Locale.ROOT, "      value: %.4f\n", epoch.get().testAccuracy()));
    }
    return text.append("---\n").toString();
  }

  /** A text as a scalar of YAML, whatever it contains. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** The name of the data set; of a folder, its last name only. */
  private static String dataset(Recipe recipe) {
    Path name = Path.of(recipe.dataset()).getFileName();
    return name == null ? recipe.dataset() : name.toString();
  }

  private static String recipe(Recipe recipe) {
    List<String> changes =
        RecipeReader.changes(RecipeReader.parse("", ""), recipe).stream()
            .filter(change -> !change.startsWith("dataset:") && !change.startsWith("network:"))
            .map(change -> "`" + change.replaceAll("\\s+", " ") + "`")
            .toList();
    return changes.isEmpty() ? "all defaults" : String.join(", ", changes);
  }

  private static boolean isValidation(Recipe recipe, RunInfo info) {
    return recipe.holdout() > 0 || info.finalTestImages() > 0;
  }

  private static Optional<History.Epoch> epoch(Run run, SavedCheckpoint saved) throws IOException {
    int number = saved.epoch();
    return run.history().epochs().stream().filter(each -> each.number() == number).findFirst();
  }

  private static String evaluation(
      Recipe recipe, RunInfo info, SavedCheckpoint saved, Optional<History.Epoch> epoch) {
    if (epoch.isEmpty()) {
      return "Not evaluated by Fovea.\n";
    }
    String images = isValidation(recipe, info) ? "validation" : "test";
    String chosen =
        saved.choice() == SavedCheckpoint.Choice.LAST
            ? "The epoch is the last one that was saved."
            : "These images also chose the epoch, so that the accuracy is a little optimistic.";
    return String.format(
        Locale.ROOT,
        """
        | images | accuracy | loss | epoch |
        |---|---|---|---|
        | %s | %.2f %% | %.4f | %d of %d |

        %s
        """,
        images,
        100 * epoch.get().testAccuracy(),
        epoch.get().testLoss(),
        epoch.get().number(),
        recipe.epochs(),
        chosen);
  }
}
