package fovea.engine.onednn;

import fovea.nn.Linear;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A fully connected layer in the training of a batch that is divided into shards, with a fused ReLU
 * if one follows. It has more weights than a shard has numbers: instead of images, outputs are
 * divided, so that each part is some outputs of all images and the gradients of their weights
 * (Krizhevsky 2014, One weird trick for parallelizing convolutional neural networks). The gradient
 * with respect to the input is divided by inputs, for the same reason. Parts are equal, and may be
 * fewer than shards.
 */
final class PartitionedLinearStage implements Stage {

  private final LayerContext context;
  private final int images;
  private final int inputs;
  private final int outputs;
  private final int parts;
  private final int part;
  private final MasterParameter weight;
  private final Optional<MasterParameter> bias;
  private final Tensor weights;
  private final Tensor input;
  private final Tensor output;

  private PartitionedLinearStage(LayerContext context, Linear linear) {
    this.context = context;
    Emitter emitter = context.emitter();
    images = emitter.batch() * emitter.shards().count();
    inputs = context.inputShape().elements();
    outputs = linear.features();
    parts = emitter.shards().parts(outputs);
    part = outputs / parts;
    long[] dims = Dims.of(outputs, context.inputShape());
    weight = context.parameter("weight", dims, Dims.rowMajor(dims, memory.data_type.f32));
    bias = linear.bias() ? Optional.of(context.perChannel("bias")) : Optional.empty();
    weights = weight.in(emitter, context.name(), Dims.rowMajor(dims, emitter.type()));
    input = gather(context.input(), Dims.of(emitter.batch(), context.inputShape()), inputs);
    output = emitter.common(matrix(images, outputs, context.outputType()));
    forward();
  }

  static Stage lower(LayerContext context, Linear linear) {
    return new PartitionedLinearStage(context, linear);
  }

  private static memory.desc matrix(long rows, long columns, memory.data_type type) {
    return Dims.rowMajor(new long[] {rows, columns}, type);
  }

  private static memory.desc matrix(
      long rows, long columns, long rowStride, long columnStride, memory.data_type type) {
    return new memory.desc(new long[] {rows, columns}, type, new long[] {rowStride, columnStride});
  }

  /** Emits a copy of what the shards have into a matrix with a row for each image. */
  private Tensor gather(Tensor tensor, long[] dims, int columns) {
    Emitter emitter = context.emitter();
    Tensor all = emitter.common(matrix(images, columns, emitter.type()));
    emitter.copy(
        context.name(), "reorder", tensor, all.shards(Dims.rowMajor(dims, emitter.type())));
    return all;
  }

  private void forward() {
    Emitter emitter = context.emitter();
    memory.data_type type = emitter.type();
    memory.desc shift =
        bias.isPresent() ? matrix(1, part, memory.data_type.f32) : new memory.desc();
    long numberBytes = memory.data_type_size(context.outputType());
    Tensor some =
        output.parts(matrix(images, part, outputs, 1, context.outputType()), part * numberBytes);
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, input)
            .with(dnnl.DNNL_ARG_WEIGHTS, rows(weights, matrix(inputs, part, 1, inputs, type), type))
            .with(dnnl.DNNL_ARG_DST, some);
    bias.ifPresent(
        each ->
            arguments.with(
                dnnl.DNNL_ARG_BIAS, each.tensor().parts(shift, (long) part * Float.BYTES)));
    emitter.meet(parts, () -> multiply("forward", arguments, shift, context.attributes()));
  }

  /** The rows of the weights, or of their gradient, that belong to a part of the outputs. */
  private Tensor rows(Tensor matrix, memory.desc layout, memory.data_type type) {
    return matrix.parts(layout, (long) part * inputs * memory.data_type_size(type));
  }

  private void multiply(String pass, Arguments arguments) {
    multiply(pass, arguments, new memory.desc(), context.emitter().attributes());
  }

  private void multiply(
      String pass, Arguments arguments, memory.desc shift, primitive_attr attributes) {
    Emitter emitter = context.emitter();
    matmul.primitive_desc desc =
        new matmul.primitive_desc(
            emitter.library().cpu(),
            arguments.tensors().get(dnnl.DNNL_ARG_SRC).layout(),
            arguments.tensors().get(dnnl.DNNL_ARG_WEIGHTS).layout(),
            shift,
            arguments.tensors().get(dnnl.DNNL_ARG_DST).layout(),
            attributes,
            false);
    context.emit(pass, new Primitive(desc, new matmul(desc)), arguments);
  }

  @Override
  public Tensor output() {
    return output.shards(matrix(context.emitter().batch(), outputs, context.outputType()));
  }

  @Override
  public boolean trainable() {
    return context.trainsAny("weight", "bias");
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor linearGradient = ActivationStage.backwardThroughRelu(context, output(), gradient);
    int shard = emitter.batch();
    Tensor outputGradient = gather(linearGradient, new long[] {shard, outputs}, outputs);
    if (context.trainsAny("weight")) {
      emitter.whenShardsMeet(weight.gradientTensor(), () -> backwardWeights(outputGradient));
    }
    if (context.trainsAny("bias")) {
      MasterParameter shift = bias.orElseThrow();
      emitter.whenShardsMeet(shift.gradientTensor(), () -> backwardBias(outputGradient, shift));
    }
    return inputGradientNeeded ? Optional.of(backwardData(outputGradient)) : Optional.empty();
  }

  private Tensor backwardData(Tensor outputGradient) {
    Emitter emitter = context.emitter();
    memory.data_type type = emitter.type();
    int shard = emitter.batch();
    memory.desc maps = Dims.rowMajor(Dims.of(shard, context.inputShape()), type);
    if (emitter.shards().share(inputs)) {
      int divided = emitter.shards().parts(inputs);
      int some = inputs / divided;
      long columns = some * memory.data_type_size(type);
      Tensor all = emitter.common(matrix(images, inputs, type));
      Arguments arguments =
          new Arguments()
              .with(dnnl.DNNL_ARG_SRC, outputGradient)
              .with(
                  dnnl.DNNL_ARG_WEIGHTS,
                  weights.parts(matrix(outputs, some, inputs, 1, type), columns))
              .with(dnnl.DNNL_ARG_DST, all.parts(matrix(images, some, inputs, 1, type), columns));
      emitter.meet(divided, () -> multiply("backward data", arguments));
      return all.shards(maps);
    }
    Tensor gradient = emitter.tensor(matrix(shard, inputs, type));
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, outputGradient.shards(matrix(shard, outputs, type)))
            .with(dnnl.DNNL_ARG_WEIGHTS, weights.as(matrix(outputs, inputs, type)))
            .with(dnnl.DNNL_ARG_DST, gradient);
    multiply("backward data", arguments);
    return gradient.as(maps);
  }

  private void backwardWeights(Tensor outputGradient) {
    Emitter emitter = context.emitter();
    memory.data_type type = emitter.type();
    long columns = part * memory.data_type_size(type);
    Tensor gradient = weight.gradientTensor();
    memory.desc plain = Dims.rowMajor(Dims.of(gradient.layout()), memory.data_type.f32);
    boolean direct = gradient.layout().equals(plain);
    Tensor computed = direct ? gradient : emitter.common(plain);
    Arguments arguments =
        new Arguments()
            .with(
                dnnl.DNNL_ARG_SRC,
                outputGradient.parts(matrix(part, images, 1, outputs, type), columns))
            .with(dnnl.DNNL_ARG_WEIGHTS, input)
            .with(
                dnnl.DNNL_ARG_DST,
                rows(computed, matrix(part, inputs, memory.data_type.f32), memory.data_type.f32));
    emitter.meet(parts, () -> multiply("backward weights", arguments));
    if (!direct) { // another program has determined the layout
      emitter.enter(Draft.Scope.BATCH);
      emitter.copy(context.name(), "reorder weights", computed, gradient);
      emitter.enter(Draft.Scope.SHARD);
    }
  }

  private void backwardBias(Tensor outputGradient, MasterParameter shift) {
    memory.data_type type = context.emitter().type();
    memory.desc some = matrix(1, part, memory.data_type.f32);
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, context.emitter().ones(images, type))
            .with(
                dnnl.DNNL_ARG_WEIGHTS,
                outputGradient.parts(
                    matrix(images, part, outputs, 1, type), part * memory.data_type_size(type)))
            .with(dnnl.DNNL_ARG_DST, shift.gradientTensor().parts(some, (long) part * Float.BYTES));
    context.emitter().meet(parts, () -> multiply("backward weights", arguments));
  }
}
