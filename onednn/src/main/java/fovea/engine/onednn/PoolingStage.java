package fovea.engine.onednn;

import fovea.nn.AvgPool2d;
import fovea.nn.MaxPool2d;
import fovea.nn.Size;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Max and average pooling. */
final class PoolingStage implements Stage {

  private final LayerContext context;
  private final Tensor source;
  private final boolean hwnc;
  private final algorithm operation;
  private final long[] kernel;
  private final long[] strides;
  private final long[] adjacent;
  private final long[] paddingBefore;
  private final long[] paddingAfter;
  private final pooling_forward.primitive_desc desc;
  private final Optional<Tensor> workspace;
  private final Optional<Tensor> correction;
  private final Tensor output;

  private PoolingStage(
      LayerContext context, algorithm operation, Size kernel, Size stride, Size padding) {
    this.context = context;
    source = source(kernel, stride);
    hwnc = HwncLayout.matches(source.layout());
    this.kernel = dims(kernel, 1);
    strides = dims(stride, 1);
    adjacent = dims(Size.of(0), 0);
    paddingBefore = dims(padding, 0);
    paddingAfter =
        dims(
            new Size(
                paddingAfter(
                    context.inputShape().height(),
                    context.outputShape().height(),
                    kernel.height(),
                    stride.height(),
                    padding.height()),
                paddingAfter(
                    context.inputShape().width(),
                    context.outputShape().width(),
                    kernel.width(),
                    stride.width(),
                    padding.width())),
            0);
    this.operation = operation;
    Emitter emitter = context.emitter();
    memory.data_type type = source.layout().get_data_type();
    memory.desc hwncOutput = HwncLayout.layout(context.outputDims(), type);
    desc =
        new pooling_forward.primitive_desc(
            emitter.library().cpu(),
            context.propagation(),
            operation,
            kernelView(source).layout(),
            hwnc ? HwncLayout.volume(hwncOutput) : Dims.any(context.outputDims(), type),
            strides,
            this.kernel,
            adjacent,
            paddingBefore,
            paddingAfter,
            emitter.attributes(),
            false);
    output = emitter.tensor(hwnc ? hwncOutput : desc.dst_desc());
    workspace =
        desc.workspace_desc().get_size() > 0
            ? Optional.of(emitter.tensor(desc.workspace_desc()))
            : Optional.empty();
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, kernelView(source))
            .with(dnnl.DNNL_ARG_DST, kernelView(output));
    workspace.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, tensor));
    context.emit("forward", new Primitive(desc, new pooling_forward(desc)), arguments);
    correction = correction(padding);
    correction.ifPresent(factors -> multiply("forward", output, factors, output));
  }

  /**
   * The input of the pooling. The backward pass of overlapping windows is slow in a volume, because
   * the library parallelises it over channels alone; HWNC maps are then reordered to channels-last.
   */
  private Tensor source(Size kernel, Size stride) {
    Emitter emitter = context.emitter();
    memory.desc layout = context.input().layout();
    boolean overlap = kernel.height() > stride.height();
    return HwncLayout.matches(layout) && overlap && emitter.mode().hasBackward()
        ? emitter.convert(context.name(), "reorder", context.input(), channelsLast(layout))
        : context.input();
  }

  private memory.desc channelsLast(memory.desc maps) {
    return Dims.channelsLast(
        Dims.of(context.emitter().batch(), context.inputShape()), maps.get_data_type());
  }

  /** A size in the dimensions of the pooling kernel. */
  private long[] dims(Size size, long image) {
    return hwnc ? new long[] {size.height(), size.width(), image} : Dims.of(size);
  }

  /** Feature maps as the pooling kernel takes them. */
  private Tensor kernelView(Tensor maps) {
    return hwnc ? maps.as(HwncLayout.volume(maps.layout())) : maps;
  }

  static Stage max(LayerContext context, MaxPool2d pool) {
    return new PoolingStage(
        context, algorithm.pooling_max, pool.kernel(), pool.stride(), pool.padding());
  }

  static Stage average(LayerContext context, AvgPool2d pool) {
    boolean padded = pool.padding().height() > 0 || pool.padding().width() > 0;
    return new PoolingStage(
        context,
        pool.countPadding() && padded
            ? algorithm.pooling_avg_include_padding
            : algorithm.pooling_avg_exclude_padding,
        pool.kernel(),
        pool.stride(),
        pool.padding());
  }

  static Stage globalAverage(LayerContext context) {
    Size all = context.inputShape().size();
    return new PoolingStage(
        context, algorithm.pooling_avg_exclude_padding, all, Size.of(1), Size.of(0));
  }

  /**
   * Padding after the input such that the last window just fits; in ceil mode it can exceed the
   * requested padding.
   */
  private static int paddingAfter(int input, int output, int kernel, int stride, int padding) {
    return Math.max(0, (output - 1) * stride + kernel - input - padding);
  }

  /**
   * Factors that correct the library's averages over padding. The library divides by the size of
   * the kernel, PyTorch by the part of the window within the input and the requested padding. They
   * differ in ceil mode.
   */
  private Optional<Tensor> correction(Size padding) {
    boolean overhangs = paddingAfter[0] > padding.height() || paddingAfter[1] > padding.width();
    if (operation != algorithm.pooling_avg_include_padding || !overhangs) {
      return Optional.empty();
    }
    int height = context.outputShape().height();
    int width = context.outputShape().width();
    long[] dims = hwnc ? new long[] {(long) height * width, 1} : new long[] {1, 1, height, width};
    float[] factors = new float[height * width];
    for (int row = 0; row < height; row++) {
      double rows = counted(row, 0, context.inputShape().height());
      for (int column = 0; column < width; column++) {
        double columns = counted(column, 1, context.inputShape().width());
        factors[row * width + column] = (float) (kernel[0] * kernel[1] / (rows * columns));
      }
    }
    return Optional.of(
        context.emitter().constant(Dims.rowMajor(dims, memory.data_type.f32), factors));
  }

  /** Rows or columns of a window that lie within the input and the requested padding. */
  private long counted(int window, int axis, int length) {
    long start = window * strides[axis];
    return Math.min(start + kernel[axis], length + 2 * paddingBefore[axis]) - start;
  }

  private void multiply(String pass, Tensor maps, Tensor factors, Tensor products) {
    context.emitBinary(
        pass,
        algorithm.binary_mul,
        positions(maps),
        factors,
        positions(products),
        context.emitter().attributes());
  }

  private Tensor positions(Tensor maps) {
    return hwnc ? maps.as(HwncLayout.positions(maps.layout())) : maps;
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor linearGradient = ActivationStage.backwardThroughRelu(context, output, gradient);
    Tensor outputGradient =
        emitter.convert(context.name(), "reorder", linearGradient, output.layout());
    if (correction.isPresent()) {
      Tensor corrected = emitter.tensor(output.layout());
      multiply("backward data", outputGradient, correction.get(), corrected);
      outputGradient = corrected;
    }
    pooling_backward.primitive_desc backward =
        new pooling_backward.primitive_desc(
            emitter.library().cpu(),
            operation,
            kernelView(source).layout(),
            kernelView(outputGradient).layout(),
            strides,
            kernel,
            adjacent,
            paddingBefore,
            paddingAfter,
            desc,
            emitter.attributes(),
            false);
    Tensor inputGradient = emitter.tensor(source.layout());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, kernelView(outputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SRC, kernelView(inputGradient));
    workspace.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, tensor));
    context.emit(
        "backward data", new Primitive(backward, new pooling_backward(backward)), arguments);
    return Optional.of(inputGradient);
  }
}
