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
 * Which networks bf16 does not make faster. oneDNN's convolutions work on blocks of 16 channels;
 * the weight gradient of a convolution of the image itself, which has fewer, is in bf16 left to a
 * general matrix product, unless its filters fill their blocks. Where that layer is a large part of
 * the network, the rest does not make up for it: measured on an AMD EPYC (Zen 5), training in bf16
 * takes 1.1 to 2.6 times as long as in f32 from 24 % of the multiply-adds on, and less time than in
 * f32 up to 16 %.
 */
final class BrainFloat {

  /** Channels a block. */
  private static final int BLOCK = 16;

  /** Share of the multiply-adds from which on the first convolution decides. */
  private static final double LARGE = 0.2;

  private BrainFloat() {}

  /** The precision in which a processor with fast bf16 trains a network fastest. */
  static PrecisionChoice preferred(Network network, Shape input) {
    return hindrance(network, input)
        .map(
            row ->
                new PrecisionChoice(
                    Precision.F32,
                    "%s does much of the work with %d filters, and bf16 is slow where they are no multiple of 16"
                        .formatted(row.name(), row.output().channels())))
        .orElseGet(() -> new PrecisionChoice(Precision.BF16, "the processor is fast at it"));
  }

  /**
   * The convolution that makes training in bf16 slower than in f32.
   *
   * @return its row of the summary, which names it; empty if there is none
   */
  static Optional<Summary.Row> hindrance(Network network, Shape input) {
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
