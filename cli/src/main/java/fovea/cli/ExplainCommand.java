package fovea.cli;

import fovea.lab.explain.Explanation;
import fovea.run.Run;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea explain} command: draws all figures that explain a trained network. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Draws what a trained network has learned and how it responds to images.",
      "The figures are filters, feature maps, saliency, occlusion and Grad-CAM, the",
      "images that activate filters most, confusion, mistakes, calibration, principal",
      "components and activations; each as SVG and PNG, and all on one page."
    },
    footer = {
      "",
      "Without IMAGE, the first test image of each of four classes is explained.",
      "",
      "Examples:",
      "  fovea explain runs/baseline-1",
      "  fovea explain RUN cat.jpg dog.png --out cats-and-dogs --lang fr"
    })
final class ExplainCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      descriptionKey = "run",
      description = "The run's folder.")
  private Path folder;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "IMAGE",
      descriptionKey = "image",
      description = "PNG, JPEG, GIF, BMP or TIFF files.")
  private List<Path> images = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the page and the figures (explain, in the run's folder).")
  private Path out;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private PlaceOption place;

  @Mixin private LanguageOption language;

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path target = out == null ? folder.resolve("explain") : out;
    Run run = Run.open(folder);
    try (TrainedModel model = TrainedModel.of(run, checkpoint.choice())) {
      Path page =
          new Explanation(
                  model, language.language(), target, heading -> console.message("%s", heading))
              .write(run, place.catalog(console, run, language.language()), images);
      console.result("%s", page);
    }
    return 0;
  }
}
