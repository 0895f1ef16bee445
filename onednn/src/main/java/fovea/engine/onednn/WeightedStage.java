package fovea.engine.onednn;

import fovea.nn.Conv2d;
import fovea.nn.Linear;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * A convolution or a linear layer, with the rectifier after it if there is one; in evaluation also
 * with the batch normalisation between them.
 */
final class WeightedStage implements Stage {

  private final Site site;
  private final WeightedPrimitives primitives;
  private final Optional<Primitive> backwardWeights;
  private final Master weight;
  private final Optional<Master> bias;
  private final Optional<FoldedNorm> norm;
  private final Tensor source;
  private final Tensor weights;
  private final Tensor output;

  private WeightedStage(
      Site site,
      WeightedPrimitives primitives,
      boolean biased,
      Optional<FoldedNorm.Source> folded) {
    this.site = site;
    this.primitives = primitives;
    Compiler compiler = site.compiler();
    Primitive forward = primitives.forward(site.attributes());
    backwardWeights =
        compiler.mode().trains()
            ? Optional.of(primitives.backwardWeights(compiler.attributes()))
            : Optional.empty();
    memory.desc layout =
        backwardWeights
            .map(primitive -> primitive.desc().diff_weights_desc())
            .orElseGet(() -> Dims.plain(primitives.weightDims(), memory.data_type.f32));
    weight = compiler.parameter(site.name() + ".weight", primitives.weightDims(), layout);
    bias = biased ? Optional.of(site.perChannel("bias")) : Optional.empty();
    norm = folded.map(each -> FoldedNorm.of(site, each, bias));
    source = compiler.convert(site.name(), "reorder", site.input(), forward.desc().src_desc());
    weights = weights(forward.desc().weights_desc());
    output = site.output(forward.desc().dst_desc());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(dnnl.DNNL_ARG_WEIGHTS, weights)
            .with(dnnl.DNNL_ARG_DST, output);
    norm.map(FoldedNorm::bias)
        .or(() -> bias.map(Master::tensor))
        .ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_BIAS, tensor));
    site.emit("forward", forward, arguments);
    if (source != site.input()) {
      compiler.release(source);
    }
  }

  static Stage lower(Site site, Conv2d conv, Optional<FoldedNorm.Source> norm) {
    boolean shifted = conv.bias() || norm.isPresent();
    return new WeightedStage(
        site, ConvolutionPrimitives.of(site, conv, shifted), conv.bias(), norm);
  }

  static Stage lower(Site site, Linear linear) {
    return new WeightedStage(
        site, LinearPrimitives.of(site, linear), linear.bias(), Optional.empty());
  }

  /** The descriptor of a bias; an empty one if there is none. */
  static memory.desc biasDesc(boolean biased, int channels) {
    return biased ? Dims.plain(new long[] {channels}, memory.data_type.f32) : new memory.desc();
  }

  private Tensor weights(memory.desc layout) {
    Compiler compiler = site.compiler();
    return norm.map(
            each ->
                compiler.prepared(
                    site.name() + ".weight folded",
                    layout,
                    target -> each.scale(weight.tensor(), target)))
        .orElseGet(() -> weight.in(compiler, site.name(), layout));
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    Tensor before = site.throughRectifier(output, gradient);
    if (backwardWeights.isPresent()) {
      Primitive primitive = backwardWeights.get();
      before = compiler.move(site.name(), before, primitive.desc().diff_dst_desc());
      backwardWeights(primitive, before);
    }
    Optional<Tensor> input = wanted ? Optional.of(backwardData(before)) : Optional.empty();
    compiler.release(before);
    return input;
  }

  private void backwardWeights(Primitive primitive, Tensor gradient) {
    Compiler compiler = site.compiler();
    Tensor wanted = weight.gradientTensor();
    memory.desc given = primitive.desc().diff_weights_desc();
    Tensor computed = wanted.layout().equals(given) ? wanted : compiler.tensor(given);
    Tensor converted =
        compiler.convert(site.name(), "reorder", source, primitive.desc().src_desc());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, converted)
            .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed);
    bias.ifPresent(variable -> arguments.with(dnnl.DNNL_ARG_DIFF_BIAS, variable.gradientTensor()));
    site.emit("backward weights", primitive, arguments);
    if (converted != source) {
      compiler.release(converted);
    }
    compiler.copy(site.name(), "reorder weights", computed, wanted);
    if (computed != wanted) {
      compiler.release(computed);
    }
  }

  private Tensor backwardData(Tensor gradient) {
    Compiler compiler = site.compiler();
    Primitive primitive = primitives.backwardData(compiler.attributes());
    Tensor after =
        compiler.convert(site.name(), "reorder", gradient, primitive.desc().diff_dst_desc());
    memory.desc layout = primitive.desc().weights_desc();
    Tensor converted = weights.layout().equals(layout) ? weights : weights(layout);
    Tensor before = compiler.tensor(primitive.desc().diff_src_desc());
    site.emit(
        "backward data",
        primitive,
        new Arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, after)
            .with(dnnl.DNNL_ARG_WEIGHTS, converted)
            .with(dnnl.DNNL_ARG_DIFF_SRC, before));
    if (after != gradient) {
      compiler.release(after);
    }
    if (converted != weights && converted != weight.tensor()) {
      compiler.release(converted);
    }
    return before;
  }
}
