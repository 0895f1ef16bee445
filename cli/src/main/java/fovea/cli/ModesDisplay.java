package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.measure.ModeComparison;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.train.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints loss and accuracy of the same weights in training mode and in evaluation mode, and why
 * they differ.
 */
final class ModesDisplay {

  private final Console console;
  private final Texts texts;

  ModesDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  void print(ModeComparison comparison, Recipe recipe) {
    row("train", "asTrained", comparison.asTrained());
    row("train", "plainTraining", comparison.plainTraining());
    row("train", "evaluation", comparison.trainEvaluated());
    row("test", "evaluation", comparison.testEvaluated());
    console.result("");
    List<String> causes = causes(recipe);
    if (causes.isEmpty()) {
      console.result("%s", texts.text("noDifference"));
    } else {
      console.result("%s", texts.text("whyTrain"));
      causes.forEach(cause -> console.result("  - %s", cause));
      console.result("%s", texts.text("whyEvaluation"));
    }
    console.result("%s", texts.text("whyEpoch"));
    double gap = comparison.trainEvaluated().accuracy() - comparison.testEvaluated().accuracy();
    console.result("%s", texts.text(gap > 0 ? "likeForLike" : "noGap", texts.number(100 * gap, 2)));
  }

  private void row(String images, String mode, Metrics metrics) {
    console.result(
        "%-16s%-56s%s %8s   %s %8s",
        texts.text(images),
        texts.text(mode),
        texts.text("loss"),
        texts.number(metrics.loss(), 4),
        texts.text("accuracy"),
        texts.percent(metrics.accuracy()));
  }

  /** What training mode does that evaluation mode does not. */
  private List<String> causes(Recipe recipe) {
    List<String> causes = new ArrayList<>();
    if (recipe.dropout() > 0 || recipe.channelDropout() > 0) {
      causes.add(texts.text("dropout"));
    }
    if (recipe.batchNorm() || recipe.model().startsWith("resnet")) {
      causes.add(texts.text("batchNorm"));
    }
    if (!recipe.augment().isEmpty()) {
      causes.add(texts.text("augment", String.join(", ", recipe.augment())));
    }
    if (recipe.labelSmoothing() > 0) {
      causes.add(texts.text("smoothing"));
    }
    return causes;
  }

  static ObjectNode json(ModeComparison comparison, String run) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("run", run);
    put(node, "train_as_trained", comparison.asTrained());
    put(node, "train_training_mode", comparison.plainTraining());
    put(node, "train_evaluation_mode", comparison.trainEvaluated());
    put(node, "test_evaluation_mode", comparison.testEvaluated());
    return node;
  }

  private static void put(ObjectNode node, String key, Metrics metrics) {
    node.putObject(key).put("loss", metrics.loss()).put("accuracy", metrics.accuracy());
  }
}
