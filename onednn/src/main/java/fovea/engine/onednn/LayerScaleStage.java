package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * Multiplication of each channel by its factor. Maps with the channels last are a matrix with a row
 * for each position; the gradient of the factors is the sum of the rows of input times output
 * gradient, which is a product with a row of ones.
 */
final class LayerScaleStage implements Stage {

  private final LayerContext context;
  private final int positions;
  private final int channels;
  private final MasterParameter factor;
  private final Tensor input;
  private final Tensor output;

  private LayerScaleStage(LayerContext context) {
    this.context = context;
    Emitter emitter = context.emitter();
    positions = Math.multiplyExact(emitter.batch(), context.inputShape().area());
    channels = context.inputShape().channels();
    factor = context.perChannel("");
    input = emitter.convert(context.name(), "reorder", context.input(), maps());
    output = emitter.tensor(maps());
    multiply("forward", input, output);
  }

  static Stage lower(LayerContext context) {
    return new LayerScaleStage(context);
  }

  private memory.data_type type() {
    return context.input().layout().get_data_type();
  }

  private memory.desc maps() {
    return Dims.channelsLast(context.outputDims(), type());
  }

  private memory.desc rows(memory.data_type type) {
    return Dims.rowMajor(new long[] {positions, channels}, type);
  }

  private Tensor rows(Tensor maps) {
    return maps.as(rows(type()));
  }

  private static memory.desc row(int columns) {
    return Dims.rowMajor(new long[] {1, columns}, memory.data_type.f32);
  }

  private void multiply(String pass, Tensor from, Tensor to) {
    context.emitBinary(
        pass,
        algorithm.binary_mul,
        rows(from),
        factor.tensor().as(row(channels)),
        rows(to),
        context.emitter().attributes());
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return context.trainsAny("");
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, maps());
    if (trainable()) {
      backwardFactor(outputGradient);
    }
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor inputGradient = emitter.tensor(maps());
    multiply("backward data", outputGradient, inputGradient);
    return Optional.of(inputGradient);
  }

  private void backwardFactor(Tensor outputGradient) {
    Emitter emitter = context.emitter();
    Tensor products = emitter.tensor(rows(memory.data_type.f32));
    context.emitBinary(
        "backward weights",
        algorithm.binary_mul,
        rows(input),
        rows(outputGradient),
        products,
        emitter.attributes());
    Tensor ones = emitter.ones(positions, memory.data_type.f32);
    Tensor sums = context.gradientOf("", factor).as(row(channels));
    matmul.primitive_desc desc =
        new matmul.primitive_desc(
            emitter.library().cpu(),
            ones.layout(),
            products.layout(),
            sums.layout(),
            emitter.attributes(),
            false);
    context.emit(
        "backward weights",
        new Primitive(desc, new matmul(desc)),
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, ones)
            .with(dnnl.DNNL_ARG_WEIGHTS, products)
            .with(dnnl.DNNL_ARG_DST, sums));
  }
}
