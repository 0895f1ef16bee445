package fovea.peers.harness;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What was measured of a peer; printed as a line of JSON.
 *
 * @param name what the peer is called
 * @param version its version
 * @param precision {@code f32} or {@code bf16}
 * @param variant the network's
 * @param batch images a batch
 * @param threads threads that compute
 * @param trainStepMs the median time of a training step, in milliseconds
 * @param inferenceMs the median time of classifying a batch, in milliseconds; 0 if it was not asked
 *     for
 * @param firstLoss the batch's cross-entropy before the first step
 * @param lastLoss the same after the last step, by when it should be known by heart
 * @param startupSeconds from the start of the process to the end of the first training step
 * @param peakRssMb the most memory that the process held while it trained, in 10^6 bytes
 * @param installedMb the library's files, natives that it unpacks included, in 10^6 bytes; neither
 *     Java nor Python counts
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Result(
    String name,
    String version,
    String precision,
    String variant,
    int batch,
    int threads,
    double trainStepMs,
    double inferenceMs,
    double firstLoss,
    double lastLoss,
    double startupSeconds,
    double peakRssMb,
    double installedMb) {

  /** Whether the batch's loss fell to less than half. */
  public boolean learned() {
    return lastLoss < firstLoss / 2;
  }
}
