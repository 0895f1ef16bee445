package fovea.interchange;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import fovea.data.ChannelNormalization;
import fovea.engine.Engine;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The network of an ONNX file.
 *
 * @param weighted the network with its parameters
 * @param normalization the normalisation of images with values from 0 to 1
 * @param metadata the texts that the file carries
 */
record OnnxNetwork(
    WeightedNetwork weighted, ChannelNormalization normalization, Map<String, String> metadata) {

  /**
   * Reads a file.
   *
   * @param given the shape of the image, if the file does not say it; otherwise the same
   * @param range the largest value of the graph's image: 1 or 255
   * @throws IOException if it is no ONNX file, is damaged, or has a node that Fovea has no layer
   *     for; the message names it
   */
  static OnnxNetwork read(Path file, Optional<Shape> given, int range) throws IOException {
    try {
      return of(parse(file), given, range);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, printable(e)), e);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: not a network for Fovea: %s".formatted(file, printable(e)), e);
    }
  }

  /** The message of an error, which may quote any characters of a damaged file, as one line. */
  private static String printable(Exception e) {
    return String.valueOf(e.getMessage())
        .replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "\ufffd");
  }

  private static ModelProto parse(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    ModelProto model;
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      model = ModelProto.parseFrom(coded);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("no ONNX file, or a damaged one: " + e.getMessage(), e);
    }
    if (model.getGraph().getNodeCount() == 0) {
      throw new IOException("no ONNX file, or one without a graph");
    }
    return model;
  }

  private static OnnxNetwork of(ModelProto model, Optional<Shape> given, int range)
      throws IOException {
    GraphProto graph = model.getGraph();
    ValueInfoProto image = image(graph);
    if (graph.getOutputCount() < 1) {
      throw new IOException("its graph has no output");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    model.getMetadataPropsList().forEach(each -> metadata.put(each.getKey(), each.getValue()));
    Shape input = shape(image, given, metadata);
    GraphReader reader = GraphReader.of(graph, image, input, operatorSet(model));
    String output = graph.getOutput(0).getName();
    if (!reader.has(output) || output.equals(image.getName())) {
      throw new IOException("its output %s is not computed from its image".formatted(output));
    }
    GraphLayers.Whole whole =
        new GraphLayers(reader).whole(image.getName(), output, input.channels(), range);
    String name =
        graph.getName().matches("[A-Za-z0-9][A-Za-z0-9_-]*") ? graph.getName() : "imported";
    Network network = new Network(name, whole.path().layers());
    return new OnnxNetwork(
        new WeightedNetwork(network, input, values(network, input, whole.path().parameters())),
        whole.normalization(),
        metadata);
  }

  private static long operatorSet(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(each -> Operators.isStandard(each.getDomain()))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(1);
  }

  private static ValueInfoProto image(GraphProto graph) throws IOException {
    Set<String> constants =
        graph.getInitializerList().stream().map(each -> each.getName()).collect(Collectors.toSet());
    List<ValueInfoProto> images =
        graph.getInputList().stream().filter(each -> !constants.contains(each.getName())).toList();
    if (images.size() != 1) {
      throw new IOException(
          "its graph has %s inputs: a network for images has one".formatted(images.size()));
    }
    return images.get(0);
  }

  private static Shape shape(
      ValueInfoProto image, Optional<Shape> given, Map<String, String> metadata)
      throws IOException {
    List<Long> dims =
        image.getType().getTensorType().getShape().getDimList().stream()
            .map(TensorShapeProto.Dimension::getDimValue)
            .toList();
    if (dims.size() != 4) {
      throw new IOException(
          "its input %s has %s dimensions: an image has N x C x H x W"
              .formatted(image.getName(), dims.size()));
    }
    List<Long> sizes = dims.subList(1, 4);
    if (sizes.stream().anyMatch(size -> size > Integer.MAX_VALUE)) {
      throw new IOException("its images of %s are too large".formatted(sizes));
    }
    if (sizes.stream().allMatch(size -> size > 0)) {
      Shape own =
          Shape.image(sizes.get(0).intValue(), sizes.get(1).intValue(), sizes.get(2).intValue());
      if (given.isPresent() && !given.get().equals(own)) {
        throw new IOException("its images are %s, not %s".formatted(own, given.get()));
      }
      return own;
    }
    return given
        .or(() -> Optional.ofNullable(metadata.get(OnnxExport.SHAPE)).map(Shape::parse))
        .orElseThrow(
            () ->
                new IOException(
                    "it does not say how large an image is: give it with --input, such as --input"
                        + " 3x224x224"));
  }

  private static Map<String, float[]> values(
      Network network, Shape input, Map<String, Operand> constants) throws IOException {
    network.output(input);
    Map<String, float[]> values = new HashMap<>();
    for (Parameter parameter : network.parameters(input)) {
      Operand constant = constants.get(parameter.name());
      List<Long> dims = parameter.dims().stream().map(Integer::longValue).toList();
      if (constant == null || !constant.dims().equals(dims)) {
        throw new IOException(
            "parameter %s has the shape %s: %s is needed"
                .formatted(parameter.name(), constant == null ? "-" : constant.dims(), dims));
      }
      for (float each : constant.values()) {
        if (!Float.isFinite(each)) {
          throw new IOException("parameter %s has a value of %s".formatted(parameter.name(), each));
        }
      }
      values.put(parameter.name(), constant.values());
    }
    return values;
  }

  /**
   * Computes what the graph does.
   *
   * @param images images with values from 0 to 1
   */
  float[] scores(Engine engine, float[] images, int count) {
    return weighted.scores(
        engine, OnnxCheck.normalized(images, weighted.input(), normalization), count);
  }
}
