package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.measure.Symmetry;
import fovea.lab.words.Texts;
import fovea.run.Run;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The {@code fovea symmetry} command: compares accuracy on test images and on their mirror images.
 */
@Command(
    name = "symmetry",
    mixinStandardHelpOptions = true,
    description = {
      "Compares accuracy on test images and on their mirror images.",
      "It shows, class by class, whether horizontal flips are a suitable augmentation."
    },
    footer = {
      "",
      "Examples:",
      "  fovea symmetry runs/mnist",
      "  fovea symmetry RUN --lang fr --out figures/symmetry",
      "  fovea lab run flips --dataset mnist --model lenet5"
    })
final class SymmetryCommand implements Callable<Integer> {

  private static final int NAME_WIDTH = 13;

  private final Console console;

  @Parameters(paramLabel = "RUN", descriptionKey = "run", description = "The run's folder.")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Path of the figure, without extension (symmetry, in the run's folder).")
  private Path out;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private PlaceOption place;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  SymmetryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = language.texts("understand.symmetry");
    Run run = Run.open(folder);
    Path base = out == null ? folder.resolve("symmetry") : out;
    try (TrainedModel model = TrainedModel.of(run, checkpoint.choice())) {
      Symmetry symmetry = Symmetry.of(model, place.catalog(console, run, language.language()));
      if (base.toAbsolutePath().getParent() != null) {
        Files.createDirectories(base.toAbsolutePath().getParent());
      }
      symmetry.draw(base, texts);
      if (json) {
        console.json(json(symmetry, base));
      } else {
        print(symmetry, texts);
      }
    }
    console.message("%s.png, %s.svg", base, base);
    return 0;
  }

  private void print(Symmetry symmetry, Texts texts) {
    String row = Column.of(symmetry.classes(), name -> name, NAME_WIDTH) + " %10s%10s%10s   %s";
    console.result(
        row,
        texts.text("class"),
        texts.text("original"),
        texts.text("mirrored"),
        texts.text("change"),
        texts.text("takenFor"));
    List<Integer> order = symmetry.fromGreatestLoss();
    for (int label : order) {
      int other = symmetry.takenFor(label);
      console.result(
          row,
          symmetry.classes().get(label),
          texts.percent(symmetry.original().scores().recall(label)),
          texts.percent(symmetry.mirrored().scores().recall(label)),
          points(texts, symmetry.change(label)),
          other == label ? "" : symmetry.classes().get(other));
    }
    console.result(
        row,
        texts.text("all"),
        texts.percent(symmetry.original().metrics().accuracy()),
        texts.percent(symmetry.mirrored().metrics().accuracy()),
        points(texts, symmetry.change()),
        "");
    console.result("");
    console.result("%s", texts.text(symmetry.trained() ? "trained" : "untrained"));
    console.result("%s", texts.text("meaning"));
  }

  private static String points(Texts texts, double change) {
    return texts.signed(100 * change, 1);
  }

  private ObjectNode json(Symmetry symmetry, Path base) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", folder.toString())
            .put("trained_with_flips", symmetry.trained())
            .put("accuracy", symmetry.original().metrics().accuracy())
            .put("mirrored_accuracy", symmetry.mirrored().metrics().accuracy())
            .put("figure", base.toString());
    ArrayNode classes = node.putArray("classes");
    for (int label : symmetry.fromGreatestLoss()) {
      classes
          .addObject()
          .put("class", symmetry.classes().get(label))
          .put("accuracy", symmetry.original().scores().recall(label))
          .put("mirrored_accuracy", symmetry.mirrored().scores().recall(label))
          .put("mirrored_taken_for", symmetry.classes().get(symmetry.takenFor(label)));
    }
    return node;
  }
}
