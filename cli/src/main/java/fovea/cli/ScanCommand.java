package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ImageFiles;
import fovea.lab.explain.Scan;
import fovea.lab.explain.ScanFigure;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.run.Run;
import fovea.trained.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea scan} command: applies a trained network to every window of a photograph. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a trained network over a photograph, to show where it sees each class.",
      "Linear layers become convolutions, so a larger image gives a map of scores."
    },
    footer = {
      "",
      "A scale of 0.5 halves the photograph's height and width. The default scales",
      "make its shorter side 1.5, 3 and 6 times as long as that of the training",
      "images, but enlarge it at most twofold. 'fovea summary MODEL --larger HxW'",
      "shows layer by layer why the conversion is needed.",
      "",
      "Examples:",
      "  fovea scan runs/baseline-1 street.jpg",
      "  fovea scan RUN street.jpg --scales 0.1,0.2,0.4 --out street --lang fr"
    })
final class ScanCommand implements Callable<Integer> {

  /**
   * Default lengths of the photograph's shorter side, relative to the longer side of the network's
   * input.
   */
  private static final double[] DEFAULT_SIZES = {1.5, 3, 6};

  /** Number of classes to print for each scale. */
  private static final int TOP_CLASSES = 3;

  private static final int NAME_WIDTH = 12;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      descriptionKey = "run",
      description = "The run's folder.")
  private Path folder;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      descriptionKey = "image",
      description = "An image file of any size.")
  private Path file;

  @Option(
      names = "--scales",
      paramLabel = "LIST",
      split = ",",
      description = "Scales of the photograph, relative to its size.")
  private List<Double> scales = List.of();

  @Mixin private CheckpointOption checkpoint;

  @Mixin private FigureOptions figures;

  @Option(names = "--json", description = "Print a JSON object for each scale.")
  private boolean json;

  ScanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = figures.texts("explain.explain");
    for (double scale : scales) {
      if (!(scale > 0)) {
        throw new IllegalArgumentException(
            "--scales has %s: each must be above 0".formatted(scale));
      }
    }
    Run run = Run.open(folder);
    BufferedImage image = ImageFiles.load(file, run.recipe().ignoreExif());
    try (TrainedModel model = TrainedModel.of(run, checkpoint.choice())) {
      List<Scan> scans = new ArrayList<>();
      for (double scale : scales.isEmpty() ? defaultScales(image, model.model().input()) : scales) {
        Scan scan = Scan.of(model, image, scale);
        scans.add(scan);
        print(scan, model.classes(), texts);
      }
      Path base = figures.folder().resolve("scan");
      ScanFigure.of(image, model.classes(), scans, texts).write(base);
      console.message("%s.svg, %s.png", base, base);
    }
    return 0;
  }

  private static List<Double> defaultScales(BufferedImage image, Shape trained) {
    double shorter = Math.min(image.getHeight(), image.getWidth());
    int side = Math.max(trained.height(), trained.width());
    List<Double> scales = new ArrayList<>();
    for (double size : DEFAULT_SIZES) {
      scales.add(Math.rint(1000 * Math.min(size * side, shorter * 2) / shorter) / 1000);
    }
    return scales.stream().distinct().toList();
  }

  private void print(Scan scan, List<String> classes, Texts texts) {
    List<Integer> ranking =
        IntStream.range(0, classes.size())
            .boxed()
            .sorted(Comparator.comparingDouble(label -> -scan.highest(label)))
            .limit(TOP_CLASSES)
            .toList();
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode().put("scale", scan.scale());
      scan.input().dims().forEach(node.putArray("input")::add);
      node.putArray("map")
          .add(classes.size())
          .add(scan.mapSize().height())
          .add(scan.mapSize().width());
      ObjectNode highest = node.putObject("highest");
      for (int label = 0; label < classes.size(); label++) {
        highest.put(classes.get(label), scan.highest(label));
      }
      console.json(node);
      return;
    }
    console.result(
        "%s",
        texts.text(
            "scan.line",
            texts.number(scan.scale(), 3),
            scan.input(),
            classes.size(),
            scan.mapSize(),
            scan.window(),
            scan.step()));
    String row = "  " + Column.of(ranking, classes::get, NAME_WIDTH) + " %s";
    for (int label : ranking) {
      String highest = texts.percent(scan.highest(label), 2);
      console.result(row, classes.get(label), texts.text("scan.highest", highest));
    }
  }
}
