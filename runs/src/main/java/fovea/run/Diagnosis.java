package fovea.run;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A diagnosis of overfitting from the losses of a run. A network overfits if the test loss rises
 * again while the training loss still falls (Goodfellow, Bengio and Courville 2016, 5.2 and 7.8).
 *
 * @param lowest the epoch with the lowest test loss
 * @param last the last epoch
 */
public record Diagnosis(History.Epoch lowest, History.Epoch last) {

  /** The factor by which the test loss must exceed its minimum; a smaller rise may be noise. */
  private static final double RISE = 1.02;

  /**
   * Diagnoses a run.
   *
   * @param epochs the epochs, in order
   * @return empty if no epoch has a finite test loss
   */
  public static Optional<Diagnosis> of(List<History.Epoch> epochs) {
    return epochs.stream()
        .filter(epoch -> Double.isFinite(epoch.testLoss()))
        .min(Comparator.comparingDouble(History.Epoch::testLoss))
        .map(lowest -> new Diagnosis(lowest, epochs.get(epochs.size() - 1)));
  }

  /** Whether the test loss has risen since its minimum while the training loss has fallen. */
  public boolean overfits() {
    return last.testLoss() > RISE * lowest.testLoss() && last.trainLoss() < lowest.trainLoss();
  }

  /** Whether the last epoch has the lowest test loss. */
  public boolean stillLearns() {
    return last.number() == lowest.number();
  }

  /**
   * The generalisation gap after the last epoch: training accuracy, as accumulated during the
   * epoch, minus test accuracy.
   */
  public double gap() {
    return last.trainAccuracy() - last.testAccuracy();
  }
}
