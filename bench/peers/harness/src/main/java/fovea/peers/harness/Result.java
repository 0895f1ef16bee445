package fovea.peers.harness;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * The measurements of a peer, serialised as a line of JSON.
 *
 * @param name the peer's name
 * @param version its version
 * @param precision {@code f32} or {@code bf16}
 * @param variant the network's variant
 * @param batch batch size
 * @param threads number of compute threads
 * @param trainStepMs median time of a training step, in milliseconds
 * @param inferenceMs median time to classify a batch, in milliseconds; 0 if not measured
 * @param firstLoss the batch's cross-entropy before the first step
 * @param lastLoss the batch's cross-entropy after the last step, by which the batch should be
 *     memorised
 * @param startupSeconds from the start of the process to the end of the first training step
 * @param peakRssMb peak resident set size during training, in 10^6 bytes
 * @param installedMb size of the library's files in 10^6 bytes, including unpacked native
 *     libraries, excluding Java and Python
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
