package fovea.interchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.ChannelNormalization;
import fovea.data.DataCatalog;
import fovea.data.DataIdentity;
import fovea.engine.Engines;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Softmax;
import fovea.recipe.ImageSize;
import fovea.recipe.NetworkText;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Machine;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.train.Safetensors;
import fovea.train.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a run of an ONNX file: a folder that everything takes which takes a run. A file that Fovea
 * wrote carries the recipe and the data of its run; for others, images are assumed to have values
 * from 0 to 1 unless it is said otherwise.
 */
public final class OnnxImport {

  /** The data set that a recipe names if it is not known which images a network was trained on. */
  private static final String UNKNOWN_DATA = "unknown";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a file does not say.
   *
   * @param input the shape of an image, if it has no fixed one
   * @param range the largest value of the graph's image: 1 or 255
   * @param classes the names of the classes, if the file does not have them
   * @param dataset the name or folder of the images that the network was trained for, and what
   *     identifies them
   * @param command the command line, for the run's provenance
   */
  public record Options(
      Optional<Shape> input,
      int range,
      List<String> classes,
      Optional<Dataset> dataset,
      String command) {

    public Options {
      classes = List.copyOf(classes);
      if (range != 1 && range != 255) {
        throw new IllegalArgumentException("range is %s: it must be 1 or 255".formatted(range));
      }
    }
  }

  /**
   * A data set.
   *
   * @param name its name or folder
   * @param identity identifies its images
   */
  public record Dataset(String name, DataIdentity identity) {}

  private OnnxImport() {}

  /**
   * Reads an ONNX file and writes a run.
   *
   * @param out the folder of the run; it must be empty or not exist
   * @throws IOException if the file is damaged or has a node that Fovea has no layer for, or the
   *     run cannot be written
   */
  public static Run read(Path file, Path out, Options options) throws IOException {
    OnnxNetwork onnx = OnnxNetwork.read(file, options.input(), options.range());
    Network network = withoutSoftmax(onnx.weighted().network());
    Shape input = onnx.weighted().input();
    Shape output = network.output(input);
    if (output.area() != 1) {
      throw new IOException(
          "%s: its output for images of %s is %s: a score for each class is needed"
              .formatted(file, input, output));
    }
    Recipe recipe = recipe(onnx, network, options);
    Provenance provenance =
        new Provenance(
            recipe, info(onnx, network, classes(onnx, output, options), recipe, options), network);
    Map<String, String> texts = provenance.texts(); // throws before anything is written
    Run run = Run.create(Optional.of(out), recipe);
    run.save(network, provenance.info());
    save(run, onnx.weighted(), network, texts);
    run.save(provenance.info());
    return run;
  }

  /** Fovea's networks give logits; a softmax at the end would be applied twice. */
  private static Network withoutSoftmax(Network network) {
    List<Named> layers = network.layers();
    boolean last = layers.get(layers.size() - 1).layer() instanceof Softmax && layers.size() > 1;
    return last ? new Network(network.name(), layers.subList(0, layers.size() - 1)) : network;
  }

  private static void save(
      Run run, WeightedNetwork weighted, Network network, Map<String, String> texts)
      throws IOException {
    List<Safetensors.Entry> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters(weighted.input())) {
      float[] values = weighted.parameters().get(parameter.name());
      tensors.add(new Safetensors.Entry(parameter.name(), parameter.dims(), () -> values));
    }
    Map<String, String> metadata = new LinkedHashMap<>(texts);
    metadata.putAll(TrainerState.initial(0).texts());
    metadata.put("format", "pt");
    metadata.put("fovea.network", network.name());
    Safetensors.write(run.best(), metadata, tensors);
  }

  private static List<String> classes(OnnxNetwork onnx, Shape output, Options options)
      throws IOException {
    List<String> classes =
        options.dataset().isPresent()
            ? options.dataset().get().identity().classes()
            : options.classes().isEmpty() ? named(onnx, output.channels()) : options.classes();
    if (classes.size() != output.channels()) {
      throw new IllegalArgumentException(
          "the network has %s outputs, and there are %s names of classes"
              .formatted(output.channels(), classes.size()));
    }
    return classes;
  }

  private static List<String> named(OnnxNetwork onnx, int count) {
    List<String> names = new ArrayList<>();
    String text = onnx.metadata().getOrDefault(Onnx.CLASSES, "[]");
    try {
      JsonNode list = JSON.readTree(text);
      list.forEach(each -> names.add(each.asText()));
    } catch (JsonProcessingException e) {
      names.addAll(List.of(text.split(" *, *", -1))); // another program's list
    }
    return names.size() == count
        ? names
        : IntStream.range(0, count).mapToObj(i -> "class" + i).toList();
  }

  private static Recipe recipe(OnnxNetwork onnx, Network network, Options options)
      throws IOException {
    Optional<Provenance> own = own(onnx);
    if (own.isPresent() && options.dataset().isEmpty()) {
      return own.get().recipe();
    }
    Shape input = onnx.weighted().input();
    Map<String, String> values = new LinkedHashMap<>();
    String dataset = options.dataset().map(Dataset::name).orElse(UNKNOWN_DATA);
    values.put("dataset", dataset);
    if (DataCatalog.format(dataset).isEmpty()) {
      values.put("image_size", new ImageSize(input.width(), input.height()).toString());
    }
    values.put("normalize", "given");
    values.put("mean", numbers(onnx.normalization().mean()));
    values.put("deviation", numbers(onnx.normalization().deviation()));
    return RecipeReader.of(values, network.name(), NetworkText.of(network));
  }

  private static String numbers(List<Float> values) {
    return values.toString().replaceAll("[\\[\\] ]", "");
  }

  /** The provenance that a file of Fovea carries. */
  private static Optional<Provenance> own(OnnxNetwork onnx) throws IOException {
    return Provenance.read("the file", onnx.metadata());
  }

  private static RunInfo info(
      OnnxNetwork onnx, Network network, List<String> classes, Recipe recipe, Options options)
      throws IOException {
    Optional<Provenance> own = own(onnx);
    if (own.isPresent() && options.dataset().isEmpty()) {
      return own.get().info();
    }
    Shape input = onnx.weighted().input();
    Optional<DataIdentity> data = options.dataset().map(Dataset::identity);
    ChannelNormalization channels = onnx.normalization();
    String now =
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
    return new RunInfo(
        RunInfo.VERSION,
        Machine.version(),
        now,
        now,
        options.command(),
        Machine.java(),
        Machine.system(),
        Machine.processor(),
        Runtime.getRuntime().availableProcessors(),
        Engines.threads(),
        Engines.named(recipe.engine()).description(),
        "f32",
        network.name(),
        network.parameterCount(input),
        input.dims(),
        data.map(DataIdentity::shape).orElse(input).dims(),
        classes,
        channels.mean(),
        channels.deviation(),
        data.map(DataIdentity::trainImages).orElse(0),
        data.map(DataIdentity::testImages).orElse(0),
        data.map(DataIdentity::trainChecksum).orElse(""),
        data.map(DataIdentity::testChecksum).orElse(""),
        0,
        "",
        "en",
        Map.of());
  }
}
