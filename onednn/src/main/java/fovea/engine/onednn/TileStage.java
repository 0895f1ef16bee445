package fovea.engine.onednn;

import fovea.engine.onednn.plan.Tiling;
import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Conv2d;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A convolution computed with {@link Winograd}'s algorithm in square tiles, with a fused ReLU if
 * one follows and, in evaluation, a folded batch normalisation.
 *
 * <p>Maps are channels-last, so that a tile's channels are transformed together. The stage works on
 * chunks of tiles that stay in the cache: their points are computed, one batched product yields the
 * points of the outputs from them, and these are transformed back. The gradient with respect to the
 * input is the same convolution of the output's gradient, with turned filters; that of the filters
 * is a product over all tiles for each point.
 */
final class TileStage implements Stage {

  private final LayerContext context;
  private final Emitter emitter;
  private final Winograd winograd;
  private final int inputs;
  private final int outputs;
  private final Tiling tiling;
  private final int chunks;
  private final TileFilters filters;
  private final Optional<MasterParameter> bias;
  private final Tensor source;
  private final Tensor output;

  private TileStage(LayerContext context, Conv2d conv, Winograd winograd) {
    this.context = context;
    this.winograd = winograd;
    emitter = context.emitter();
    inputs = context.inputShape().channels();
    outputs = conv.filters();
    tiling =
        winograd.tiling(
            context.outputShape(),
            emitter.batch(),
            inputs + outputs,
            (long) inputs * outputs,
            memory.data_type_size(emitter.type()));
    chunks = tiling.chunksPerImage() * (emitter.batch() / tiling.images());
    bias = conv.bias() ? Optional.of(context.perChannel("bias")) : Optional.empty();
    Optional<FoldedBatchNorm> norm =
        context.node().norm().map(each -> FoldedBatchNorm.of(context, each, bias));
    filters = new TileFilters(context, winograd, conv, norm);
    source =
        emitter.convert(
            context.name(),
            "reorder",
            context.input(),
            Dims.channelsLast(Dims.of(emitter.batch(), context.inputShape()), emitter.type()));
    output = context.output(Dims.channelsLast(context.outputDims(), context.outputType()));
    convolve(
        "forward",
        source,
        inputs,
        filters.forward(tiling.tiles()),
        output,
        outputs,
        norm.map(FoldedBatchNorm::bias).or(() -> bias.map(MasterParameter::tensor)),
        context.attributes());
  }

  static Stage lower(LayerContext context, Conv2d conv, Winograd winograd) {
    return new TileStage(context, conv, winograd);
  }

  private void convolve(
      String pass,
      Tensor from,
      int fromChannels,
      Tensor matrices,
      Tensor to,
      int toChannels,
      Optional<Tensor> shift,
      primitive_attr attributes) {
    TileTransform in = TileTransform.ofInput(context, winograd, tiling, fromChannels);
    TileTransform out = TileTransform.ofOutput(context, winograd, tiling, toChannels);
    Tensor inBetween = in.between();
    Tensor outBetween = out.between();
    Tensor transformed = emitter.tensor(in.transformed());
    Tensor products = emitter.tensor(out.transformed());
    for (int chunk = 0; chunk < chunks; chunk++) {
      in.spread(pass, chunk, from, inBetween, transformed);
      context.emitMatmul(
          Winograd.NAME_OF_SQUARES, pass, transformed, matrices, products, emitter.attributes());
      out.collect(pass, chunk, products, outBetween, to, shift, attributes);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return context.trainsAny("weight", "bias");
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Tensor linearGradient = ActivationStage.backwardThroughRelu(context, output, gradient);
    Tensor outputGradient =
        emitter.convert(
            context.name(),
            "reorder",
            linearGradient,
            Dims.channelsLast(context.outputDims(), emitter.type()));
    if (trainable()) {
      backwardWeights(outputGradient);
    }
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor inputGradient =
        emitter.tensor(
            Dims.channelsLast(Dims.of(emitter.batch(), context.inputShape()), emitter.type()));
    convolve(
        "backward data",
        outputGradient,
        outputs,
        filters.backward(tiling.tiles()),
        inputGradient,
        inputs,
        Optional.empty(),
        emitter.attributes());
    return Optional.of(inputGradient);
  }

  private void backwardWeights(Tensor outputGradient) {
    String pass = "backward weights";
    TileTransform in = TileTransform.ofInput(context, winograd, tiling, inputs);
    TileTransform out = TileTransform.ofGradient(context, winograd, tiling, outputs);
    Tensor inBetween = in.between();
    Tensor outBetween = out.between();
    Tensor images = emitter.tensor(in.transformed());
    Tensor results = emitter.tensor(out.transformed());
    Tensor gradients = filters.gradients();
    Optional<Tensor> biasGradient = bias.map(each -> context.gradientOf("bias", each));
    memory.desc transposed = transposed(images.layout());
    for (int chunk = 0; chunk < chunks; chunk++) {
      primitive_attr attributes = chunk == 0 ? emitter.attributes() : emitter.addingAttributes();
      in.spread(pass, chunk, source, inBetween, images);
      out.spread(pass, chunk, outputGradient, outBetween, results);
      context.emitMatmul(
          Winograd.NAME_OF_SQUARES, pass, images.as(transposed), results, gradients, attributes);
      biasGradient.ifPresent(each -> addBias(pass, results, each, attributes));
    }
    filters.add(pass, gradients);
  }

  /** The output's gradient at point 1 of both axes is the sum of a tile's. */
  private void addBias(String pass, Tensor results, Tensor gradient, primitive_attr attributes) {
    int tiles = tiling.tiles();
    long point = (long) Winograd.SUM * (winograd.points() + 1);
    memory.desc matrix = Dims.rowMajor(new long[] {tiles, outputs}, emitter.type());
    context.emitMatmul(
        Winograd.NAME_OF_SQUARES,
        pass,
        emitter.ones(tiles, emitter.type()),
        results.part(matrix, point * matrix.get_size()),
        gradient.as(Dims.rowMajor(new long[] {1, outputs}, memory.data_type.f32)),
        attributes);
  }

  private static memory.desc transposed(memory.desc matrices) {
    long[] dims = Dims.of(matrices);
    return new memory.desc(
        new long[] {dims[0], dims[2], dims[1]},
        matrices.get_data_type(),
        new long[] {dims[1] * dims[2], 1, dims[2]});
  }
}
