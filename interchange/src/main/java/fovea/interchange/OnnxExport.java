package fovea.interchange;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.data.AtomicFile;
import fovea.data.ChannelNormalization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.NormalizationKind;
import fovea.run.Machine;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the network of a run as an ONNX file. Its input {@code images} has the shape N x C x H x
 * W, with values from 0 to 1 as torchvision's {@code ToTensor} gives them; normalisation is part of
 * the graph. Its output {@code scores} has the shape N x classes.
 */
public final class OnnxExport {

  /** The name of the graph's input. */
  static final String INPUT = "images";

  /** The name of the graph's output. */
  static final String OUTPUT = "scores";

  /** The key of the metadata that says the shape of the images that the network was made for. */
  static final String SHAPE = "input";

  private static final int OPERATOR_SET = 17;
  private static final int OPERATOR_SET_WITH_GELU = 20;
  private static final int IR_VERSION = 8;
  private static final int IR_VERSION_WITH_GELU = 9;

  /**
   * How to write a network.
   *
   * @param fold whether a batch normalisation after a convolution becomes part of it
   * @param softmax whether the output is probabilities and not logits
   * @param scan whether linear layers become convolutions, so that a larger image gives a map of
   *     scores, N x classes x rows x columns
   */
  public record Options(boolean fold, boolean softmax, boolean scan) {}

  private OnnxExport() {}

  /**
   * Writes a checkpoint of a run, reads the file again and compares its outputs with the run's.
   *
   * @return the comparison
   * @throws IllegalArgumentException if ONNX has no operator for a layer or the normalisation
   * @throws IOException if the run is damaged, or the file cannot be written
   */
  public static OnnxCheck write(Run run, SavedCheckpoint.Choice choice, Options options, Path file)
      throws IOException {
    Provenance provenance = Provenance.of(run);
    ChannelNormalization channels = normalization(provenance);
    WeightedNetwork trained = WeightedNetwork.of(run, choice);
    ModelProto model =
        model(trained, channels, options, metadata(provenance, trained.input(), options));
    write(model, file);
    return OnnxCheck.of(trained, channels, options, provenance.recipe().engine(), file);
  }

  private static void write(ModelProto model, Path file) throws IOException {
    AtomicFile.write(file, model::writeTo);
  }

  /**
   * The normalisation of a run's images, as other programs can compute it.
   *
   * @throws IllegalArgumentException if it is another than that of each channel by constants
   */
  static ChannelNormalization normalization(Provenance provenance) {
    NormalizationKind kind = provenance.recipe().normalize();
    if (kind.whitens() || kind == NormalizationKind.IMAGE || kind == NormalizationKind.CONTRAST) {
      throw new IllegalArgumentException(
          "normalize is '%s': only a normalisation of each channel by constants can be written for other programs; train with --normalize channel"
              .formatted(kind.label()));
    }
    return new ChannelNormalization(provenance.info().mean(), provenance.info().deviation());
  }

  /** The model of a network, with images from 0 to 1 as its input. */
  static ModelProto model(
      WeightedNetwork trained,
      ChannelNormalization channels,
      Options options,
      Map<String, String> metadata) {
    WeightedNetwork written = options.scan() ? trained.fullyConvolutional() : trained;
    Network network = written.network();
    GraphProto.Builder graph = GraphProto.newBuilder().setName(network.name());
    GraphWriter writer = new GraphWriter(graph, written.parameters(), options.fold());
    String normalized = writer.normalization(INPUT, channels);
    String last = writer.layers("", network.layers(), normalized, written.input());
    if (options.softmax()) {
      last = writer.softmax("probabilities", last);
    }
    graph.addNode(Onnx.node("Identity", OUTPUT, last).clearOutput().addOutput(OUTPUT));
    writer.prune(OUTPUT);
    boolean anySize = options.scan() || acceptsAnySize(network, written.input());
    graph.addInput(value(INPUT, written.input(), anySize, List.of("height", "width")));
    graph.addOutput(
        value(OUTPUT, network.output(written.input()), options.scan(), List.of("rows", "columns")));
    boolean gelu = GraphWriter.hasGelu(network.layers());
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(gelu ? IR_VERSION_WITH_GELU : IR_VERSION)
            .addOpsetImport(
                OperatorSetIdProto.newBuilder()
                    .setVersion(gelu ? OPERATOR_SET_WITH_GELU : OPERATOR_SET))
            .setProducerName("fovea")
            .setProducerVersion(Machine.version())
            .setGraph(graph);
    metadata.forEach(
        (key, text) ->
            model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    return model.build();
  }

  /** Whether a network has the same parameters and output for images of other sizes. */
  private static boolean acceptsAnySize(Network network, Shape input) {
    return Stream.of(
            Shape.image(input.channels(), input.height() + 1, input.width() + 3),
            Shape.image(input.channels(), 2 * input.height(), 2 * input.width()))
        .allMatch(
            other -> {
              try {
                return network.output(other).equals(network.output(input))
                    && network.parameters(other).equals(network.parameters(input));
              } catch (IllegalArgumentException e) {
                return false;
              }
            });
  }

  private static ValueInfoProto value(
      String name, Shape shape, boolean anySize, List<String> sizes) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
    List<Integer> known = shape.dims();
    for (int i = 0; i < known.size(); i++) {
      TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
      dims.addDim(
          anySize && i > 0 ? dim.setDimParam(sizes.get(i - 1)) : dim.setDimValue(known.get(i)));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dims)))
        .build();
  }

  private static Map<String, String> metadata(Provenance provenance, Shape input, Options options) {
    ArrayNode classes = JsonNodeFactory.instance.arrayNode();
    provenance.info().classes().forEach(classes::add);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Onnx.CLASSES, classes.toString());
    texts.put(SHAPE, input.toString());
    texts.put(
        "preprocessing",
        "RGB or grey, N x C x H x W, values from 0 to 1 (bytes / 255); images of %s, cropped at the centre to the input; the graph normalises"
            .formatted(provenance.image()));
    texts.put("output", options.softmax() ? "probabilities" : "logits");
    texts.putAll(provenance.texts());
    return texts;
  }
}
