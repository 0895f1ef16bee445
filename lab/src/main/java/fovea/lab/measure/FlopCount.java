package fovea.lab.measure;

import fovea.engine.KernelTime;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The number of floating-point operations of a network's passes, two for each multiply-add of its
 * convolutions and linear layers. The backward pass of a layer costs twice its forward pass, once
 * for the gradient of the input and once for that of the weights; the first layer needs no gradient
 * of its input. Algorithms with fewer operations, such as Winograd convolution, are credited with
 * the operations of direct convolution, so their speed can exceed the machine's peak.
 *
 * @param forward operations of each layer's forward pass over a batch, by layer name
 */
public record FlopCount(Map<String, Long> forward) {

  private static final Set<String> ARITHMETIC =
      Set.of("forward", "backward data", "backward weights");

  public FlopCount {
    forward = Collections.unmodifiableMap(new LinkedHashMap<>(forward));
  }

  /** Counts the operations of a network for one batch. */
  public static FlopCount of(Network network, Shape input, int batch) {
    Map<String, Long> forward = new LinkedHashMap<>();
    for (Summary.Row row : Summary.of(network, input).rows()) {
      if (row.multiplyAdds() > 0) {
        forward.put(row.name(), 2 * row.multiplyAdds() * batch);
      }
    }
    return new FlopCount(forward);
  }

  /** Operations of the forward pass. */
  public long inference() {
    return forward.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Operations of a training step. */
  public long training() {
    long first = forward.values().stream().findFirst().orElse(0L);
    return 3 * inference() - first;
  }

  /**
   * Whether the operations of a kernel are counted: those of forward and backward passes, not those
   * that only move or convert data.
   */
  public static boolean isArithmetic(KernelTime kernel) {
    return ARITHMETIC.contains(kernel.pass());
  }

  /** The speed of a kernel in GFLOP/s; 0 if its operations are not counted. */
  public double gflops(KernelTime kernel) {
    return isArithmetic(kernel)
        ? gflops(forward.getOrDefault(kernel.layer(), 0L), kernel.milliseconds())
        : 0;
  }

  /** Speed in GFLOP/s. */
  public static double gflops(long operations, double milliseconds) {
    return operations / milliseconds / 1e6;
  }
}
