package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.interchange.PyTorchCheck;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeException;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea check} command: compares a run's network with what others make of it. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks that other programs compute what a run's network computes.",
      "Weights go to PyTorch and back, to the bit; scores of random images are compared there."
    },
    footer = {"", "Example:", "  fovea check runs/baseline-1 --pytorch"})
final class CheckCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", descriptionKey = "run", description = "The run's folder.")
  private Path folder;

  @Option(
      names = "--pytorch",
      description = "Check with PyTorch, of the Python that FOVEA_PYTHON names, or python3.")
  private boolean pytorch;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!pytorch) {
      throw new RecipeException("say what to check with: --pytorch");
    }
    Texts texts = language.texts(Console.BUNDLE);
    PyTorchCheck check = PyTorchCheck.of(Run.open(folder), checkpoint.choice(), console.python());
    if (json) {
      ObjectNode node =
          JsonNodeFactory.instance
              .objectNode()
              .put("pytorch", check.version())
              .put("parameters", check.parameters());
      ArrayNode changed = node.putArray("changed");
      check.changed().forEach(changed::add);
      console.json(
          node.put("largest_difference", check.difference())
              .put("largest_score", check.magnitude()));
    } else {
      console.result(
          "%s",
          texts.text(
              "check.pytorch",
              check.version(),
              check.parameters(),
              check.changed().size(),
              texts.significant(check.difference(), 2),
              texts.number(check.magnitude(), 2)));
    }
    return check.agrees() ? 0 : 1;
  }
}
