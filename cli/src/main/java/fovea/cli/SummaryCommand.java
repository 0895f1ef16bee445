package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.understand.LargerInput;
import fovea.lab.understand.LayerShares;
import fovea.lab.understand.NetworkFigure;
import fovea.lab.words.Texts;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import fovea.recipe.NetworkFile;
import fovea.recipe.NetworkSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea summary} command: describes a network layer by layer. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description = "Shows a network layer by layer: shapes, parameters, cost, receptive fields.",
    footer = {
      "",
      "Multiply-adds and memory (32-bit outputs) are for one image. Receptive fields",
      "include padding, so that those of deep layers can be larger than the image.",
      "",
      "Examples:",
      "  fovea summary cifarnet --dataset cifar10",
      "  fovea summary cifarnet --text > mine.yaml",
      "  fovea summary mine.yaml",
      "  fovea summary vgg16 --input 3x384x384",
      "  fovea summary vgg16 --larger 384x384 --lang fr",
      "  fovea summary vgg16 --draw --out figures --lang fr",
      "  fovea summary cifarnet --dropout 0.5 --batch-norm --json"
    })
final class SummaryCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "MODEL",
      descriptionKey = "model",
      description = "cifarnet, resnet18, vgg16 or another of the zoo; a network file, or a run.")
  private String model;

  @Option(names = "--input", paramLabel = "CxHxW", description = "The shape of an image.")
  private String input;

  @Option(names = "--classes", paramLabel = "N", description = "Outputs of the last layer.")
  private Integer classes;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Rate of dropout before the last layer.")
  private double dropout;

  @Option(names = "--batch-norm", description = "Add batch normalisation.")
  private boolean batchNorm;

  @Option(
      names = "--larger",
      paramLabel = "HxW",
      description = "Show which layers can be computed for images of this size, and why.")
  private String larger;

  @Option(
      names = "--dataset",
      paramLabel = "NAME|DIR",
      description = "Compare the number of parameters with that of its training images.")
  private String dataset;

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description = "The same, for N training images.")
  private Integer trainImages;

  @Option(names = "--text", description = "Print the network as a YAML file, to edit.")
  private boolean text;

  @Option(names = "--draw", description = "Draw the network and its layers' shares: SVG and PNG.")
  private boolean draw;

  @Mixin private FigureOptions figureOptions;

  @Option(names = "--csv", description = "Print comma-separated values.")
  private boolean csv;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private Texts texts;

  SummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    texts = figureOptions.texts("understand.network");
    if (csv && json) {
      throw new IllegalArgumentException("--csv and --json are two forms: choose one");
    }
    if (trainImages != null && trainImages < 1) {
      throw new IllegalArgumentException(
          "--train-images is %s: it must be 1 or more".formatted(trainImages));
    }
    NetworkSource source = NetworkSource.of(model);
    Shape shape =
        input == null
            ? source.input()
            : InputShape.read(console, figureOptions.language(), input, Shape.Order.CHANNELS_FIRST);
    int outputs = classes == null ? source.classes() : classes;
    Network network = source.network(new Zoo.Options(outputs, dropout, batchNorm), shape);
    if (text) {
      console.result("%s", NetworkFile.of(network, shape).toString().stripTrailing());
      return 0;
    }
    if (larger != null) {
      Size size = Size.parse(larger);
      Shape given = Shape.image(shape.channels(), size.height(), size.width());
      new LargerInputTable(console, figureOptions.language(), json)
          .print(LargerInput.of(network, shape, given));
      return 0;
    }
    Summary summary = Summary.of(network, shape);
    OptionalInt images = images();
    List<Path> figures = draw ? draw(network, summary) : List.of();
    if (json) {
      ObjectNode node = json(summary);
      images.ifPresent(count -> node.put("train_images", count));
      figures.forEach(file -> node.withArray("figures").add(file.toString()));
      console.json(node);
    } else if (csv) {
      printCsv(summary);
    } else {
      print(summary);
      images.ifPresent(count -> printPerImage(summary.parameters(), count));
      figures.forEach(file -> console.result("%s", file));
    }
    return 0;
  }

  private OptionalInt images() throws IOException {
    if (trainImages != null) {
      return OptionalInt.of(trainImages);
    }
    return dataset == null
        ? OptionalInt.empty()
        : OptionalInt.of(console.catalog(figureOptions.language()).load(dataset).train().size());
  }

  private List<Path> draw(Network network, Summary summary) throws IOException {
    Path folder = figureOptions.folder();
    List<Path> files = new ArrayList<>();
    files.addAll(
        NetworkFigure.of(network, summary.input(), texts).write(folder.resolve(network.name())));
    files.addAll(
        LayerShares.figure(summary, texts).write(folder.resolve(network.name() + "-shares")));
    return files;
  }

  private void printPerImage(long parameters, int images) {
    double each = (double) parameters / images;
    console.result(
        "%n%s",
        texts.text(
            "perImage",
            texts.number(parameters),
            texts.number(images),
            texts.number(each, each < 10 ? 1 : 0)));
  }

  private static ObjectNode json(Summary summary) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("model", summary.network());
    add(node.putArray("input"), summary.input().dims());
    ArrayNode layers = node.putArray("layers");
    for (Summary.Row row : summary.rows()) {
      ObjectNode layer = layers.addObject().put("name", row.name()).put("type", row.layer().type());
      add(layer.putArray("output"), row.output().dims());
      layer.put("parameters", row.parameters()).put("multiply_adds", row.multiplyAdds());
      Size field = row.receptiveField().size();
      add(layer.putArray("receptive_field"), List.of(field.height(), field.width()));
      layer.put("memory", row.memory());
    }
    return node.put("parameters", summary.parameters())
        .put("multiply_adds", summary.multiplyAdds())
        .put("memory", summary.memory());
  }

  private static void add(ArrayNode array, List<Integer> values) {
    values.forEach(array::add);
  }

  private void print(Summary summary) {
    int width =
        summary.rows().stream().mapToInt(row -> row.name().length()).max().orElseThrow() + 2;
    String format = "%-" + width + "s%-16s%14s%14s%9s%18s%9s%10s%14s";
    String share = texts.text("share");
    console.result(
        format,
        texts.text("layer"),
        texts.text("type"),
        texts.text("output"),
        texts.text("parameters"),
        share,
        texts.text("multiplyAdds"),
        share,
        texts.text("field"),
        texts.text("memory"));
    console.result(format, texts.text("input"), "", summary.input(), "", "", "", "", "", "");
    for (Summary.Row row : summary.rows()) {
      console.result(
          format,
          row.name(),
          row.layer().type(),
          row.output(),
          texts.number(row.parameters()),
          share(row.parameters(), summary.parameters()),
          texts.number(row.multiplyAdds()),
          share(row.multiplyAdds(), summary.multiplyAdds()),
          row.receptiveField().size(),
          kilobytes(row.memory()));
    }
    console.result(
        format,
        texts.text("total"),
        "",
        "",
        texts.number(summary.parameters()),
        "",
        texts.number(summary.multiplyAdds()),
        "",
        "",
        kilobytes(summary.memory()));
  }

  private String share(long part, long whole) {
    return part == 0 ? "" : texts.percent(LayerShares.share(part, whole));
  }

  private String kilobytes(long bytes) {
    return texts.number(bytes / 1e3, 1) + (figureOptions.language().equals("fr") ? " ko" : " kB");
  }

  private void printCsv(Summary summary) {
    console.result(
        "layer,type,output,parameters,parameter_share,multiply_adds,multiply_add_share,"
            + "receptive_field,memory");
    for (Summary.Row row : summary.rows()) {
      console.result(
          "%s,%s,%s,%d,%.6f,%d,%.6f,%s,%d",
          row.name(),
          row.layer().type(),
          row.output(),
          row.parameters(),
          LayerShares.share(row.parameters(), summary.parameters()),
          row.multiplyAdds(),
          LayerShares.share(row.multiplyAdds(), summary.multiplyAdds()),
          row.receptiveField().size(),
          row.memory());
    }
  }
}
