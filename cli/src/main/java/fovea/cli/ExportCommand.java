package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.interchange.HuggingFaceFolder;
import fovea.interchange.MetricsTable;
import fovea.interchange.OnnxCheck;
import fovea.interchange.OnnxExport;
import fovea.interchange.TensorBoardLog;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeException;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea export} command: writes a trained network for other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a run's network or metrics for other programs.",
      "An ONNX file takes N x C x H x W values from 0 to 1; normalisation is in the file."
    },
    footer = {
      "",
      "Examples:",
      "  fovea export runs/baseline-1 --onnx cifar.onnx",
      "  fovea export RUN --onnx scan.onnx --scan --fold",
      "  fovea export RUN --hugging-face cifar-model",
      "  fovea export RUN --csv metrics.csv --tensorboard tensorboard/run"
    })
final class ExportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", descriptionKey = "run", description = "The run's folder.")
  private Path folder;

  @Option(names = "--onnx", paramLabel = "FILE", description = "The ONNX file to write.")
  private Optional<Path> onnx = Optional.empty();

  @Option(
      names = "--hugging-face",
      paramLabel = "DIR",
      description =
          "The folder to write for the Hugging Face Hub: weights, configuration, PyTorch source,"
              + " model card.")
  private Optional<Path> hub = Optional.empty();

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "The file to write with the metrics of each epoch.")
  private Optional<Path> csv = Optional.empty();

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "The folder to write an event file of TensorBoard into.")
  private Optional<Path> tensorBoard = Optional.empty();

  @Option(
      names = "--fold",
      description = "Fold batch normalisation into the convolutions before it.")
  private boolean fold;

  @Option(names = "--softmax", description = "Give probabilities, not logits.")
  private boolean softmax;

  @Option(
      names = "--scan",
      description = "Turn linear layers into convolutions: a larger image gives a map of scores.")
  private boolean scan;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print JSON, an object for each file.")
  private boolean json;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (Stream.of(onnx, hub, csv, tensorBoard).allMatch(Optional::isEmpty)) {
      throw new RecipeException(
          "say what to write: --onnx, --hugging-face, --csv or --tensorboard");
    }
    if (onnx.isEmpty() && (fold || softmax || scan)) {
      throw new RecipeException("--fold, --softmax and --scan are for --onnx: give its file");
    }
    Texts texts = language.texts(Console.BUNDLE);
    Run run = Run.open(folder);
    if (hub.isPresent()) {
      for (Path file : HuggingFaceFolder.write(run, checkpoint.choice(), hub.get())) {
        written(file);
      }
    }
    if (csv.isPresent()) {
      MetricsTable.write(run, csv.get());
      written(csv.get());
    }
    if (tensorBoard.isPresent()) {
      TensorBoardLog.of(run, tensorBoard.get()).close();
      written(tensorBoard.get());
    }
    return onnx.isPresent() ? exportOnnx(run, onnx.get(), texts) : 0;
  }

  private void written(Path file) {
    if (json) {
      console.json(JsonNodeFactory.instance.objectNode().put("file", file.toString()));
    } else {
      console.result("%s", file);
    }
  }

  private int exportOnnx(Run run, Path file, Texts texts) throws IOException {
    OnnxCheck check =
        OnnxExport.write(
            run, checkpoint.choice(), new OnnxExport.Options(fold, softmax, scan), file);
    if (json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("file", file.toString())
              .put("checked_by", check.reader())
              .put("images", check.images())
              .put("largest_difference", check.difference())
              .put("largest_score", check.magnitude()));
    } else {
      console.result(
          "%s",
          texts.text(
              "export.checked",
              file,
              check.reader(),
              check.images(),
              texts.significant(check.difference(), 2),
              texts.number(check.magnitude(), 2)));
    }
    return check.agrees() ? 0 : 1;
  }
}
