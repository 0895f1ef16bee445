package fovea.engine.onednn;

import fovea.engine.Precision;
import fovea.engine.PrecisionChoice;
import fovea.nn.Conv2d;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether bf16 makes training faster. oneDNN's convolutions work on blocks of 16 channels.
 * For a convolution of the image itself, which has fewer channels, the bf16 weight gradient falls
 * back to a general matrix product unless the number of filters is a multiple of the block. If that
 * layer is a large part of the network, the faster layers after it do not make up for it: measured
 * on an AMD EPYC (Zen 5), bf16 training takes 1.1 to 2.6 times as long as f32 if the layer has 24 %
 * of the multiply-adds or more, and less time than f32 if it has 16 % or less.
 */
final class Bf16Heuristic {

  /** Channels per block. */
  private static final int BLOCK = 16;

  /** Share of the multiply-adds above which the first convolution decides. */
  private static final double LARGE = 0.2;

  private Bf16Heuristic() {}

  /** The precision in which a processor that is fast at bf16 trains a network fastest. */
  static PrecisionChoice preferred(Network network, Shape input) {
    return slowConvolution(network, input)
        .map(
            row ->
                new PrecisionChoice(
                    Precision.F32,
                    "%s does much of the work with %s filters, and bf16 is slow where they are no multiple of 16"
                        .formatted(row.name(), row.output().channels())))
        .orElseGet(() -> new PrecisionChoice(Precision.BF16, "the processor is fast at it"));
  }

  /**
   * The convolution that makes training in bf16 slower than in f32.
   *
   * @return its row of the summary, which names it; empty if there is none
   */
  static Optional<Summary.Row> slowConvolution(Network network, Shape input) {
    Summary summary = Summary.of(network, input);
    List<Summary.Row> working =
        summary.rows().stream().filter(row -> row.multiplyAdds() > 0).toList();
    if (working.isEmpty() || input.channels() >= BLOCK) {
      return Optional.empty();
    }
    Summary.Row first = working.get(0);
    boolean slow = first.layer() instanceof Conv2d conv && conv.filters() % BLOCK != 0;
    boolean large = first.multiplyAdds() > LARGE * summary.multiplyAdds();
    return slow && large ? Optional.of(first) : Optional.empty();
  }
}
