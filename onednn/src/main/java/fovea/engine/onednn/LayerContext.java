package fovea.engine.onednn;

import fovea.engine.onednn.plan.Node;
import fovea.nn.Parameter;
import fovea.nn.ReLU6;
import fovea.nn.Shape;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Everything a layer needs to compile itself.
 *
 * @param node what is planned for it
 * @param emitter takes its instructions
 * @param parameters the network's parameters
 * @param input its input
 * @param results where the network's output is wanted, if this is its last layer
 */
record LayerContext(
    Node node, Emitter emitter, Parameters parameters, Tensor input, Optional<Tensor> results) {

  /** The layer's full name. */
  String name() {
    return node.name();
  }

  /** The shape of its input for one image. */
  Shape inputShape() {
    return node.input();
  }

  /** The shape of its output for one image. */
  Shape outputShape() {
    return node.output();
  }

  /** The data type of the output, for layers that can choose it. */
  memory.data_type outputType() {
    return node.exact() ? memory.data_type.f32 : emitter.type();
  }

  /**
   * A parameter of this layer. If this is the first program to need it, it may take this layout.
   */
  MasterParameter parameter(String parameter, long[] dims, memory.desc layout) {
    return parameter(name(), parameter, dims, layout);
  }

  private MasterParameter parameter(
      String layer, String parameter, long[] dims, memory.desc layout) {
    memory.desc plain = Dims.rowMajor(dims, memory.data_type.f32);
    return parameters.get(emitter, Parameter.path(layer, parameter), plain, layout);
  }

  /** A parameter of this layer with one value per output channel. */
  MasterParameter perChannel(String parameter) {
    return perChannel(name(), parameter);
  }

  /**
   * A parameter with one value per output channel of this layer or of one that is folded into it.
   */
  MasterParameter perChannel(String layer, String parameter) {
    long[] dims = {outputShape().channels()};
    return parameter(layer, parameter, dims, Dims.rowMajor(dims, memory.data_type.f32));
  }

  /**
   * A tensor that is computed from parameters alone.
   *
   * @param name its name; name and layout together determine its values
   * @param fill emits the instructions that compute it; not called if the tensor exists already
   */
  Tensor prepared(String name, memory.desc layout, Consumer<Tensor> fill) {
    return parameters.prepared(emitter, name, layout, fill);
  }

  /** Whether the program computes the gradient of one of these parameters of this layer. */
  boolean trainsAny(String... names) {
    return Stream.of(names)
        .anyMatch(
            each -> emitter.mode().trains() && parameters.trained(Parameter.path(name(), each)));
  }

  /** Where to compute a gradient, which the library does whether it is needed or not. */
  Tensor gradientOf(String parameter, MasterParameter master) {
    return trainsAny(parameter)
        ? emitter.gradient(master.gradientTensor())
        : emitter.tensor(master.tensor().layout());
  }

  /** The propagation kind of the forward pass. */
  prop_kind propagation() {
    return emitter.mode().hasBackward() ? prop_kind.forward_training : prop_kind.forward_inference;
  }

  /** Dimensions of the output. */
  long[] outputDims() {
    return Dims.of(emitter.batch(), outputShape());
  }

  /** A tensor for the output: where the network's output is wanted, if its layout allows that. */
  Tensor output(memory.desc layout) {
    return results
        .map(emitter::inScope)
        .filter(wanted -> layout.equals(wanted.layout()))
        .orElseGet(() -> emitter.tensor(layout));
  }

  void emit(String pass, Primitive primitive, Arguments arguments) {
    emitter.emit(name(), pass, primitive, arguments);
  }

  /**
   * Emits an element-wise operation on two tensors; the smaller one is broadcast. The result may
   * overwrite the first.
   */
  void emitBinary(
      String pass,
      algorithm operation,
      Tensor first,
      Tensor second,
      Tensor result,
      primitive_attr attributes) {
    binary.primitive_desc desc =
        new binary.primitive_desc(
            emitter.library().cpu(),
            operation,
            first.layout(),
            second.layout(),
            result.layout(),
            attributes,
            false);
    emit(
        pass,
        new Primitive(desc, new binary(desc)),
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC_0, first)
            .with(dnnl.DNNL_ARG_SRC_1, second)
            .with(dnnl.DNNL_ARG_DST, result)
            .overwriting(first, result));
  }

  /** Emits a primitive that is one of several in an algorithm. */
  void emit(String pass, String algorithm, Primitive primitive, Arguments arguments) {
    emitter.emit(name(), pass, algorithm + ":" + primitive.implementation(), primitive, arguments);
  }

  /**
   * Emits a batched matrix product; a single matrix is broadcast.
   *
   * @param algorithm the algorithm that it belongs to, shown in profiles
   */
  void emitMatmul(
      String algorithm,
      String pass,
      Tensor left,
      Tensor right,
      Tensor product,
      primitive_attr attributes) {
    emitMatmul(algorithm, pass, left, right, Optional.empty(), product, attributes);
  }

  /**
   * Emits a batched matrix product; a single matrix is broadcast.
   *
   * @param algorithm the algorithm that it belongs to, shown in profiles
   * @param bias added to each row of the product, in as many dimensions
   */
  void emitMatmul(
      String algorithm,
      String pass,
      Tensor left,
      Tensor right,
      Optional<Tensor> bias,
      Tensor product,
      primitive_attr attributes) {
    matmul.primitive_desc desc =
        new matmul.primitive_desc(
            emitter.library().cpu(),
            left.layout(),
            right.layout(),
            bias.map(Tensor::layout).orElseGet(memory.desc::new),
            product.layout(),
            attributes,
            false);
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, left)
            .with(dnnl.DNNL_ARG_WEIGHTS, right)
            .with(dnnl.DNNL_ARG_DST, product);
    bias.ifPresent(each -> arguments.with(dnnl.DNNL_ARG_BIAS, each));
    emit(pass, algorithm, new Primitive(desc, new matmul(desc)), arguments);
  }

  /** Primitive attributes, with the ReLU as a post-op if the layer computes it. */
  primitive_attr attributes() {
    primitive_attr attributes = emitter.attributes();
    if (node.relu().forward()) {
      post_ops relu = new post_ops();
      if (node.clipped()) {
        relu.append_eltwise(algorithm.eltwise_clip, 0, ReLU6.CEILING);
      } else {
        relu.append_eltwise(algorithm.eltwise_relu, 0, 0);
      }
      attributes.set_post_ops(relu);
    }
    return attributes;
  }
}
