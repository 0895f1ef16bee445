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

  private final Site site;
  private final Tensor source;
  private final boolean sideBySide;
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

  private PoolingStage(Site site, algorithm operation, Size kernel, Size stride, Size padding) {
    this.site = site;
    source = source(kernel, stride);
    sideBySide = SideBySide.is(source.layout());
    this.kernel = dims(kernel, 1);
    strides = dims(stride, 1);
    adjacent = dims(Size.of(0), 0);
    paddingBefore = dims(padding, 0);
    paddingAfter =
        dims(
            new Size(
                after(
                    site.inputShape().height(),
                    site.outputShape().height(),
                    kernel.height(),
                    stride.height(),
                    padding.height()),
                after(
                    site.inputShape().width(),
                    site.outputShape().width(),
                    kernel.width(),
                    stride.width(),
                    padding.width())),
            0);
    this.operation = operation;
    Compiler compiler = site.compiler();
    memory.data_type type = source.layout().get_data_type();
    memory.desc sideBySideOutput = SideBySide.layout(site.outputDims(), type);
    desc =
        new pooling_forward.primitive_desc(
            compiler.library().cpu(),
            site.propagation(),
            operation,
            seen(source).layout(),
            sideBySide ? SideBySide.volume(sideBySideOutput) : Dims.any(site.outputDims(), type),
            strides,
            this.kernel,
            adjacent,
            paddingBefore,
            paddingAfter,
            compiler.attributes(),
            false);
    output = compiler.tensor(sideBySide ? sideBySideOutput : desc.dst_desc());
    workspace =
        desc.workspace_desc().get_size() > 0
            ? Optional.of(compiler.tensor(desc.workspace_desc()))
            : Optional.empty();
    Arguments arguments =
        new Arguments().with(dnnl.DNNL_ARG_SRC, seen(source)).with(dnnl.DNNL_ARG_DST, seen(output));
    workspace.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, tensor));
    site.emit("forward", new Primitive(desc, new pooling_forward(desc)), arguments);
    correction = correction(padding);
    correction.ifPresent(factors -> multiply("forward", output, factors));
    if (source != site.input()) {
      compiler.release(source);
    }
  }

  /**
   * What is pooled. Windows that overlap go back slowly in a volume, which the library divides
   * among threads by its channels alone: images then follow each other again.
   */
  private Tensor source(Size kernel, Size stride) {
    Compiler compiler = site.compiler();
    memory.desc layout = site.input().layout();
    boolean overlap = kernel.height() > stride.height();
    return SideBySide.is(layout) && overlap && compiler.mode().goesBackward()
        ? compiler.convert(site.name(), "reorder", site.input(), channelsLast(layout))
        : site.input();
  }

  private memory.desc channelsLast(memory.desc maps) {
    return Dims.channelsLast(
        Dims.of(site.compiler().batch(), site.inputShape()), maps.get_data_type());
  }

  /** Sizes in each dimension of what the library pools. */
  private long[] dims(Size size, long image) {
    return sideBySide ? new long[] {size.height(), size.width(), image} : Dims.of(size);
  }

  /** Feature maps as the library pools them. */
  private Tensor seen(Tensor maps) {
    return sideBySide ? site.compiler().part(maps, SideBySide.volume(maps.layout()), 0) : maps;
  }

  static Stage max(Site site, MaxPool2d pool) {
    return new PoolingStage(
        site, algorithm.pooling_max, pool.kernel(), pool.stride(), pool.padding());
  }

  static Stage average(Site site, AvgPool2d pool) {
    boolean padded = pool.padding().height() > 0 || pool.padding().width() > 0;
    return new PoolingStage(
        site,
        pool.countPadding() && padded
            ? algorithm.pooling_avg_include_padding
            : algorithm.pooling_avg_exclude_padding,
        pool.kernel(),
        pool.stride(),
        pool.padding());
  }

  static Stage globalAverage(Site site) {
    Size all = site.inputShape().size();
    return new PoolingStage(
        site, algorithm.pooling_avg_exclude_padding, all, Size.of(1), Size.of(0));
  }

  /** Padding after the input, so that the last window just fits; a ceil-mode window needs more. */
  private static int after(int input, int output, int kernel, int stride, int padding) {
    return Math.max(0, (output - 1) * stride + kernel - input - padding);
  }

  /**
   * What the library's means over padding are to be multiplied with: it divides by the whole
   * kernel, PyTorch only by what lies within the padding that was asked for. They differ in ceil
   * mode.
   */
  private Optional<Tensor> correction(Size padding) {
    boolean overhangs = paddingAfter[0] > padding.height() || paddingAfter[1] > padding.width();
    if (operation != algorithm.pooling_avg_include_padding || !overhangs) {
      return Optional.empty();
    }
    int height = site.outputShape().height();
    int width = site.outputShape().width();
    long[] dims =
        sideBySide ? new long[] {(long) height * width, 1} : new long[] {1, 1, height, width};
    float[] factors = new float[height * width];
    for (int row = 0; row < height; row++) {
      double rows = counted(row, 0, site.inputShape().height());
      for (int column = 0; column < width; column++) {
        double columns = counted(column, 1, site.inputShape().width());
        factors[row * width + column] = (float) (kernel[0] * kernel[1] / (rows * columns));
      }
    }
    return Optional.of(site.compiler().constant(Dims.plain(dims, memory.data_type.f32), factors));
  }

  /** Rows or columns of a window that lie within the input and its padding. */
  private long counted(int window, int axis, int length) {
    long start = window * strides[axis];
    return Math.min(start + kernel[axis], length + 2 * paddingBefore[axis]) - start;
  }

  private void multiply(String pass, Tensor maps, Tensor factors) {
    Compiler compiler = site.compiler();
    Tensor positions =
        sideBySide ? compiler.part(maps, SideBySide.positions(maps.layout()), 0) : maps;
    site.combine(pass, algorithm.binary_mul, positions, factors, positions, compiler.attributes());
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    Tensor rectified = site.throughRectifier(output, gradient);
    Tensor after = compiler.move(site.name(), rectified, output.layout());
    if (correction.isPresent()) {
      Tensor corrected = site.overwrite(after);
      compiler.copy(site.name(), "reorder", after, corrected);
      multiply("backward data", corrected, correction.get());
      after = corrected;
    }
    pooling_backward.primitive_desc backward =
        new pooling_backward.primitive_desc(
            compiler.library().cpu(),
            operation,
            seen(source).layout(),
            seen(after).layout(),
            strides,
            kernel,
            adjacent,
            paddingBefore,
            paddingAfter,
            desc,
            compiler.attributes(),
            false);
    Tensor before = compiler.tensor(source.layout());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, seen(after))
            .with(dnnl.DNNL_ARG_DIFF_SRC, seen(before));
    workspace.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, tensor));
    site.emit("backward data", new Primitive(backward, new pooling_backward(backward)), arguments);
    compiler.release(after);
    return Optional.of(before);
  }
}
