package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.data.DataCatalog;
import fovea.data.DataIdentity;
import fovea.data.ImageOptions;
import fovea.interchange.OnnxImport;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.nn.Shape.Order;
import fovea.nn.Size;
import fovea.run.Run;
import fovea.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea import} command: makes a run of another program's network. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a run of an ONNX file, with its network as text and its weights.",
      "What the file says of classes and normalisation is kept."
    },
    footer = {
      "",
      "Examples:",
      "  fovea import cifar.onnx --out runs/imported",
      "  fovea import net.onnx --out runs/net --classes cat,dog --input 3x224x224"
    })
final class ImportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "FILE", descriptionKey = "file", description = "An ONNX file.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "RUN",
      required = true,
      description = "The folder of the run to write.")
  private Path out;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description = "The shape of one image, if the file does not say it.")
  private Optional<String> input = Optional.empty();

  @Option(
      names = "--range",
      paramLabel = "1|255",
      defaultValue = "1",
      description = "The largest value of the file's images (${DEFAULT-VALUE}).")
  private int range;

  @Option(
      names = "--classes",
      paramLabel = "LIST",
      split = ",",
      description = "Names of the classes, if the file has none.")
  private List<String> classes = List.of();

  @Option(
      names = "--dataset",
      paramLabel = "NAME|DIR",
      description = "The images to evaluate on, if the file is not Fovea's.")
  private Optional<String> dataset = Optional.empty();

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = language.texts(Console.BUNDLE);
    Optional<Shape> shape =
        input.map(
            text -> InputShape.read(console, language.language(), text, Order.CHANNELS_FIRST));
    Optional<OnnxImport.Dataset> data = Optional.empty();
    if (dataset.isPresent()) {
      ImageOptions options =
          shape
              .map(each -> ImageOptions.DEFAULT.sized(Size.of(each.height(), each.width())))
              .orElse(ImageOptions.DEFAULT);
      DataCatalog catalog = console.catalog(language.language());
      data =
          Optional.of(
              new OnnxImport.Dataset(
                  dataset.get(),
                  DataIdentity.of(catalog.load(dataset.get(), options, format -> {}))));
    }
    Run run =
        OnnxImport.read(
            file, out, new OnnxImport.Options(shape, range, classes, data, console.commandLine()));
    RunInfo info = run.info();
    if (json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("run", out.toString())
              .put("network", info.network())
              .put("parameters", info.parameters())
              .put("classes", info.classes().size()));
    } else {
      console.result(
          "%s",
          texts.text(
              "import.done",
              out,
              info.network(),
              texts.number(info.parameters()),
              info.classes().size()));
    }
    return 0;
  }
}
