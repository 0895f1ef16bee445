package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.understand.LargerInput;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea summary}. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description = "Shows a network layer by layer: shapes, parameters, cost, receptive fields.",
    footer = {
      "",
      "Multiply-adds and memory (32-bit outputs) are for one image. A receptive field",
      "counts padding, so a deep layer's can be larger than the image.",
      "",
      "Examples:",
      "  fovea summary cifarnet",
      "  fovea summary vgg16 --input 3x384x384",
      "  fovea summary vgg16 --larger 384x384 --lang fr",
      "  fovea summary cifarnet --dropout 0.5 --batch-norm --json"
    })
final class SummaryCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "cifarnet, lenet5, resnet20 or vgg16.")
  private String model;

  @Option(names = "--input", paramLabel = "CxHxW", description = "The shape of an image.")
  private String input;

  @Option(names = "--classes", paramLabel = "N", description = "Outputs of the last layer.")
  private Integer classes;

  @Option(names = "--dropout", paramLabel = "X", description = "Rate of the dropout at the end.")
  private double dropout;

  @Option(names = "--batch-norm", description = "With batch normalisation.")
  private boolean batchNorm;

  @Option(
      names = "--larger",
      paramLabel = "HxW",
      description = "Tell which layers can be computed for images of this size, and why.")
  private String larger;

  @Option(
      names = "--lang",
      paramLabel = "en|fr",
      defaultValue = "en",
      description = "The language of --larger (${DEFAULT-VALUE}).")
  private String language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  SummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Shape shape = input == null ? Zoo.input(model) : Shape.parse(input);
    int outputs = classes == null ? Zoo.classes(model) : classes;
    Network network = Zoo.network(model, new Zoo.Options(outputs, dropout, batchNorm));
    if (larger != null) {
      Size size = Size.parse(larger);
      Shape given = Shape.image(shape.channels(), size.height(), size.width());
      new LargerInputTable(console, language, json).tell(LargerInput.of(network, shape, given));
      return 0;
    }
    Summary summary = Summary.of(network, shape);
    if (json) {
      console.json(json(summary));
    } else {
      tell(summary);
    }
    return 0;
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

  private void tell(Summary summary) {
    int width =
        summary.rows().stream().mapToInt(row -> row.name().length()).max().orElseThrow() + 2;
    String format = "%-" + width + "s%-16s%14s%14s%16s%12s%10s";
    console.result(
        format, "layer", "type", "output", "parameters", "multiply-adds", "field", "memory");
    console.result(format, "input", "", summary.input(), "", "", "", "");
    for (Summary.Row row : summary.rows()) {
      console.result(
          format,
          row.name(),
          row.layer().type(),
          row.output(),
          "%,d".formatted(row.parameters()),
          "%,d".formatted(row.multiplyAdds()),
          row.receptiveField().size(),
          kilobytes(row.memory()));
    }
    console.result(
        format,
        "total",
        "",
        "",
        "%,d".formatted(summary.parameters()),
        "%,d".formatted(summary.multiplyAdds()),
        "",
        kilobytes(summary.memory()));
  }

  private static String kilobytes(long bytes) {
    return "%,.1f kB".formatted(bytes / 1e3);
  }
}
