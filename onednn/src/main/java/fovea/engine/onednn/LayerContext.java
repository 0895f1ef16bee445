package fovea.engine.onednn;

import fovea.nn.Shape;
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
 * @param compiler the compiler of the program
 * @param name the layer's full name
 * @param inputShape the shape of its input for one image
 * @param outputShape the shape of its output for one image
 * @param input its input
 * @param relu how much of a neighbouring ReLU it computes
 * @param last whether its output is the network's
 * @param exact whether its output is in 32-bit floats, if it can choose: the network's, or what a
 *     softmax exponentiates
 */
record LayerContext(
    Compiler compiler,
    String name,
    Shape inputShape,
    Shape outputShape,
    Tensor input,
    ReluFusion relu,
    boolean last,
    boolean exact) {

  /** The data type of the output, for layers that can choose it. */
  memory.data_type outputType() {
    return exact ? memory.data_type.f32 : compiler.type();
  }

  /** A parameter of this layer with one value per output channel. */
  MasterParameter perChannel(String parameter) {
    return compiler.parameter(name + "." + parameter, outputShape.channels());
  }

  /** Whether the program computes the gradient of one of these parameters of this layer. */
  boolean trainsAny(String... parameters) {
    return Stream.of(parameters).anyMatch(each -> compiler.trains(name + "." + each));
  }

  /** Where to compute a gradient, which the library does whether it is needed or not. */
  Tensor gradientOf(String parameter, MasterParameter master) {
    return compiler.trains(name + "." + parameter)
        ? compiler.gradient(master)
        : compiler.tensor(master.tensor().layout());
  }

  /** The propagation kind of the forward pass. */
  prop_kind propagation() {
    return compiler.mode().hasBackward() ? prop_kind.forward_training : prop_kind.forward_inference;
  }

  /** Dimensions of the output. */
  long[] outputDims() {
    return Dims.of(compiler.batch(), outputShape);
  }

  /** A tensor for the output. */
  Tensor output(memory.desc layout) {
    if (last && layout.equals(compiler.output().layout())) {
      return compiler.output();
    }
    return compiler.tensor(layout);
  }

  void emit(String pass, Primitive primitive, Arguments arguments) {
    compiler.emit(name, pass, primitive, arguments);
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
            compiler.library().cpu(),
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
    compiler.emit(name, pass, algorithm + ":" + primitive.implementation(), primitive, arguments);
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
    matmul.primitive_desc desc =
        new matmul.primitive_desc(
            compiler.library().cpu(),
            left.layout(),
            right.layout(),
            product.layout(),
            attributes,
            false);
    emit(
        pass,
        algorithm,
        new Primitive(desc, new matmul(desc)),
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, left)
            .with(dnnl.DNNL_ARG_WEIGHTS, right)
            .with(dnnl.DNNL_ARG_DST, product));
  }

  /** Primitive attributes, with the ReLU as a post-op if the layer computes it. */
  primitive_attr attributes() {
    primitive_attr attributes = compiler.attributes();
    if (relu.forward()) {
      post_ops relu = new post_ops();
      relu.append_eltwise(algorithm.eltwise_relu, 0, 0);
      attributes.set_post_ops(relu);
    }
    return attributes;
  }

  /**
   * The gradient with respect to the ReLU's input if this layer computes the ReLU's backward pass,
   * otherwise the gradient unchanged.
   */
  Tensor backwardThroughRelu(Tensor output, Tensor gradient) {
    return relu.backward() ? ActivationStage.reluBackward(this, output, gradient) : gradient;
  }
}
