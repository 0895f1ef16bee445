package fovea.run;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A diagnosis of overfitting from the losses of a run. A network overfits where the test loss rises
 * again while the training loss still falls (Goodfellow, Bengio and Courville 2016, 5.2 and 7.8).
 *
 * @param lowest the epoch with the lowest test loss
 * @param last the last epoch
 */
public record Diagnosis(History.Epoch lowest, History.Epoch last) {

  /** By this factor the test loss must have risen: a smaller rise may be noise. */
  private static final double RISE = 1.02;

  /** Of epochs in their order; empty if there is none whose test loss is a number. */
  public static Optional<Diagnosis> of(List<History.Epoch> epochs) {
    return epochs.stream()
        .filter(epoch -> Double.isFinite(epoch.testLoss()))
        .min(Comparator.comparingDouble(History.Epoch::testLoss))
        .map(lowest -> new Diagnosis(lowest, epochs.get(epochs.size() - 1)));
  }

  /** Whether the test loss has risen since its lowest, while the training loss fell. */
  public boolean overfits() {
    return last.testLoss() > RISE * lowest.testLoss() && last.trainLoss() < lowest.trainLoss();
  }

  /** Whether the test loss is lowest at the end. */
  public boolean stillLearns() {
    return last.number() == lowest.number();
  }

  /** Training accuracy, as it was measured while training, minus test accuracy, at the end. */
  public double gap() {
    return last.trainAccuracy() - last.testAccuracy();
  }
}
