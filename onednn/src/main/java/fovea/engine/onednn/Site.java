package fovea.engine.onednn;

import fovea.nn.Shape;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Where a layer is lowered.
 *
 * @param compiler what it is lowered with
 * @param name the layer's full name
 * @param inputShape one image's shape before it
 * @param outputShape one image's shape after it
 * @param input what it reads
 * @param rectifier what the layer does for a rectifier after it
 * @param last whether its output is the network's
 */
record Site(
    Compiler compiler,
    String name,
    Shape inputShape,
    Shape outputShape,
    Tensor input,
    Rectifier rectifier,
    boolean last) {

  /** The type of its output, where the layer can choose. */
  memory.data_type outputType() {
    return last ? memory.data_type.f32 : compiler.type();
  }

  /** The parameter of this layer with one number an output channel. */
  Master perChannel(String parameter) {
    return compiler.parameter(name + "." + parameter, outputShape.channels());
  }

  /** The propagation kind of the forward pass. */
  prop_kind propagation() {
    return compiler.mode().goesBackward()
        ? prop_kind.forward_training
        : prop_kind.forward_inference;
  }

  /** Dimensions of the output. */
  long[] outputDims() {
    return Dims.of(compiler.batch(), outputShape);
  }

  /** A tensor for the output; one that only a max pooling reads does not last for the way back. */
  Tensor output(memory.desc layout) {
    if (last && layout.equals(compiler.output().layout())) {
      return compiler.output();
    }
    return rectifier == Rectifier.FORWARD ? compiler.temporary(layout) : compiler.tensor(layout);
  }

  void emit(String pass, Primitive primitive, Arguments arguments) {
    compiler.emit(name, pass, primitive, arguments);
  }

  /** Emits an operation on two tensors, element by element; the smaller one is repeated. */
  void combine(
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
            .with(dnnl.DNNL_ARG_DST, result));
  }

  /** Emits a primitive as part of an algorithm that takes several. */
  void emit(String pass, String algorithm, Primitive primitive, Arguments arguments) {
    compiler.emit(name, pass, algorithm + ":" + primitive.implementation(), primitive, arguments);
  }

  /**
   * Emits a product of matrices, over all of a batch; a single one is repeated.
   *
   * @param algorithm what it is a part of
   */
  void multiply(
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

  /** A tensor like the gradient, the gradient itself where it may be overwritten. */
  Tensor overwrite(Tensor gradient) {
    if (gradient.block().exclusive()) {
      return gradient;
    }
    Tensor fresh = compiler.tensor(gradient.layout());
    compiler.release(gradient);
    return fresh;
  }

  /** Attributes that append the rectifier, if the layer computes one. */
  primitive_attr attributes() {
    primitive_attr attributes = compiler.attributes();
    if (rectifier.forward()) {
      post_ops rectifier = new post_ops();
      rectifier.append_eltwise(algorithm.eltwise_relu, 0, 0);
      attributes.set_post_ops(rectifier);
    }
    return attributes;
  }

  /** The gradient before the rectifier, if the layer has to see to it. */
  Tensor throughRectifier(Tensor output, Tensor gradient) {
    return rectifier.backward() ? ActivationStage.reluBackward(this, output, gradient) : gradient;
  }
}
