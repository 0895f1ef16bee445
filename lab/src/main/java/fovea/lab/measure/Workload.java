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
 * The floating-point operations of a network's passes: two for each multiply-add of convolutions
 * and linear layers. Going backward each layer does twice the work of its forward pass, for the
 * gradients of its input and of its weights; the first has no gradient of its input to compute. An
 * algorithm that gets the same with fewer operations is not credited with less work: its speed can
 * be above the machine's peak.
 *
 * @param forward operations of a layer's forward pass over a batch, by the layer's name
 */
public record Workload(Map<String, Long> forward) {

  private static final Set<String> ARITHMETIC =
      Set.of("forward", "backward data", "backward weights");

  public Workload {
    forward = Collections.unmodifiableMap(new LinkedHashMap<>(forward));
  }

  /** The work of a network on batches of a size. */
  public static Workload of(Network network, Shape input, int batch) {
    Map<String, Long> forward = new LinkedHashMap<>();
    for (Summary.Row row : Summary.of(network, input).rows()) {
      if (row.multiplyAdds() > 0) {
        forward.put(row.name(), 2 * row.multiplyAdds() * batch);
      }
    }
    return new Workload(forward);
  }

  /** Operations of a forward pass. */
  public long inference() {
    return forward.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Operations of a training step. */
  public long training() {
    long first = forward.values().stream().findFirst().orElse(0L);
    return 3 * inference() - first;
  }

  /** Whether a kernel does arithmetic, not only moves or converts numbers. */
  public static boolean isArithmetic(KernelTime kernel) {
    return ARITHMETIC.contains(kernel.pass());
  }

  /** The speed of a kernel in billions of operations a second; 0 if it is none that counts. */
  public double speed(KernelTime kernel) {
    return isArithmetic(kernel)
        ? speed(forward.getOrDefault(kernel.layer(), 0L), kernel.milliseconds())
        : 0;
  }

  /** Billions of operations a second. */
  public static double speed(long operations, double milliseconds) {
    return operations / milliseconds / 1e6;
  }
}
