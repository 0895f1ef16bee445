package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.interchange.OnnxCheck;
import fovea.interchange.OnnxExport;
import fovea.lab.words.Texts;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea export} command: writes a trained network for other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a run's network as an ONNX file, for other programs.",
      "Its input is N x C x H x W with values from 0 to 1; normalisation is in the file."
    },
    footer = {
      "",
      "Examples:",
      "  fovea export runs/baseline-1 --onnx cifar.onnx",
      "  fovea export RUN --onnx scan.onnx --scan --fold"
    })
final class ExportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", descriptionKey = "run", description = "The run's folder.")
  private Path folder;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      required = true,
      description = "The ONNX file to write.")
  private Path file;

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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = language.texts(Console.BUNDLE);
    OnnxCheck check =
        OnnxExport.write(
            Run.open(folder),
            checkpoint.choice(),
            new OnnxExport.Options(fold, softmax, scan),
            file);
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
