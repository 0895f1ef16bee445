package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.understand.EffectiveReceptiveField;
import fovea.lab.understand.ReceptiveFieldFigure;
import fovea.lab.understand.ReceptiveFields;
import fovea.lab.words.Texts;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import fovea.recipe.NetworkSource;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The {@code fovea receptive-field} command: the receptive fields of a network's layers, in theory
 * and as measured.
 */
@Command(
    name = "receptive-field",
    mixinStandardHelpOptions = true,
    description = {
      "Shows and draws the receptive field of each layer.",
      "For a run it also measures the effective receptive field: the gradient of a",
      "layer's central output with respect to the image, in the trained network and",
      "in the same network before training."
    },
    footer = {
      "",
      "Field: rows x columns of the image, padding included. Jump: pixels between the",
      "fields of neighbouring outputs. Effective side: that of a square with as many",
      "pixels as have a gradient above 4.55 %% of the largest (Luo et al. 2016).",
      "",
      "Examples:",
      "  fovea receptive-field vgg16 --input 3x224x224",
      "  fovea receptive-field runs/baseline-1 --images 500",
      "  fovea receptive-field RUN --layer pool2 --lang fr --out figures"
    })
final class ReceptiveFieldCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "RUN|MODEL",
      descriptionKey = "subject",
      description =
          "A run's folder, or cifarnet, resnet18, vgg16 or another of the zoo; or a network file.")
  private String subject;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description = "The shape of an image, for a model.")
  private String input;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Measure this layer only; otherwise all that widen the receptive field.")
  private String layer;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "256",
      description = "Test images to measure on (${DEFAULT-VALUE}).")
  private int images;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private PlaceOption place;

  @Mixin private FigureOptions figureOptions;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private Texts texts;

  ReceptiveFieldCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    texts = figureOptions.texts("understand.field");
    if (images < 1) {
      throw new IllegalArgumentException("--images is %s: it must be 1 or more".formatted(images));
    }
    ReceptiveFields fields = Files.isDirectory(Path.of(subject)) ? ofRun() : ofModel();
    String name = fields.summary().network() + "-receptive-field" + suffix();
    List<Path> files = fields.figure(texts).write(figureOptions.folder().resolve(name));
    if (json) {
      console.json(json(fields, files));
    } else {
      print(fields);
      files.forEach(file -> console.result("%s", file));
    }
    return 0;
  }

  private String suffix() {
    return layer == null ? "" : "-" + layer;
  }

  private ReceptiveFields ofModel() throws IOException {
    if (layer != null) {
      throw new IllegalArgumentException(
          "--layer is for a run: nothing is measured of the model " + subject);
    }
    NetworkSource source = NetworkSource.of(subject);
    Shape shape =
        input == null
            ? source.input()
            : InputShape.read(console, figureOptions.language(), input, Shape.Order.CHANNELS_FIRST);
    return ReceptiveFields.of(source.network(Zoo.Options.classes(source.classes()), shape), shape);
  }

  private ReceptiveFields ofRun() throws IOException {
    if (input != null) {
      throw new IllegalArgumentException(
          "--input is for a model: a run's images have the size that it was trained on");
    }
    Run run = Run.open(Path.of(subject));
    return ReceptiveFields.measure(
        run,
        checkpoint.choice(),
        place.catalog(console, run, figureOptions.language()),
        Optional.ofNullable(layer),
        images,
        name -> console.message("%s ...", name));
  }

  private static ObjectNode json(ReceptiveFields fields, List<Path> files) {
    ObjectNode node =
        JsonNodeFactory.instance.objectNode().put("model", fields.summary().network());
    fields.summary().input().dims().forEach(node.putArray("input")::add);
    if (fields.images() > 0) {
      node.put("images", fields.images());
    }
    ArrayNode layers = node.putArray("layers");
    for (Summary.Row row : fields.summary().rows()) {
      ReceptiveField field = row.receptiveField();
      ObjectNode each = layers.addObject().put("name", row.name()).put("type", row.layer().type());
      add(each, "size", field.size());
      add(each, "jump", field.jump());
      add(each, "start", Size.of(field.startRow(), field.startColumn()));
      add(each, "positions", field.positions());
      panel(fields, row.name())
          .ifPresent(
              panel -> {
                each.put("effective_trained", panel.measured().get(0).side());
                each.put("effective_untrained", panel.measured().get(1).side());
              });
    }
    files.forEach(file -> node.withArray("figures").add(file.toString()));
    return node;
  }

  private static void add(ObjectNode node, String key, Size size) {
    node.putArray(key).add(size.height()).add(size.width());
  }

  private static Optional<ReceptiveFieldFigure.LayerPanel> panel(
      ReceptiveFields fields, String name) {
    return fields.panels().stream()
        .filter(panel -> panel.layer().equals(name) && !panel.measured().isEmpty())
        .findFirst();
  }

  private void print(ReceptiveFields fields) {
    boolean measured = fields.images() > 0;
    int width =
        fields.summary().rows().stream().mapToInt(row -> row.name().length()).max().orElseThrow()
            + 2;
    String format =
        "%-" + Math.max(width, 8) + "s%-16s%14s%12s%8s%24s" + (measured ? "%12s%14s" : "");
    console.result(
        format,
        texts.text("layer"),
        texts.text("type"),
        texts.text("output"),
        texts.text("field"),
        texts.text("jump"),
        texts.text("first"),
        texts.text("trained"),
        texts.text("untrained"));
    for (Summary.Row row : fields.summary().rows()) {
      ReceptiveField field = row.receptiveField();
      Optional<ReceptiveFieldFigure.LayerPanel> panel = panel(fields, row.name());
      console.result(
          format,
          row.name(),
          row.layer().type(),
          row.output(),
          field.size(),
          field.jump(),
          "(%s, %s)".formatted(field.startRow(), field.startColumn()),
          panel.map(each -> side(each.measured().get(0))).orElse(""),
          panel.map(each -> side(each.measured().get(1))).orElse(""));
    }
    console.result("%s", texts.text("padding"));
    if (measured) {
      console.result("%s", texts.text("measuredOn", texts.number(fields.images())));
    }
  }

  private String side(EffectiveReceptiveField field) {
    return texts.number(field.side(), 1);
  }
}
