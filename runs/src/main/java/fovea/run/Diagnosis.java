package fovea.run;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A diagnosis of overfitting from the losses of a run. A network overfits if the test loss rises
 * again while the training loss still falls (Goodfellow, Bengio and Courville 2016, 5.2 and 7.8).
 * Since losses are noisy, they are smoothed, and the rise must be sustained.
 *
 * @param lowest the epoch with the lowest test loss
 * @param last the last epoch
 * @param overfits whether the smoothed test loss has risen since its minimum, for at least three
 *     epochs and by more than noise, while the training loss has fallen below it
 */
public record Diagnosis(History.Epoch lowest, History.Epoch last, boolean overfits) {

  /** The factor by which the smoothed test loss must exceed its minimum. */
  private static final double RISE = 1.02;

  /**
   * Ratio of a rise to the standard error of the smoothed loss, as the median change from epoch to
   * epoch over the root of the window, below which it may be noise. On a level loss with Gaussian
   * noise it gives one false alarm in 25 runs.
   */
  private static final double NOISE = 5;

  /** Minimum number of epochs over which to smooth, and since the minimum. */
  private static final int SUSTAINED = 3;

  /** Share of the epochs over which to smooth. */
  private static final int SHARE = 4;

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
        .map(lowest -> new Diagnosis(lowest, epochs.get(epochs.size() - 1), overfit(epochs)));
  }

  private static boolean overfit(List<History.Epoch> epochs) {
    if (epochs.size() <= SUSTAINED) {
      return false;
    }
    int window = Math.max(SUSTAINED, epochs.size() / SHARE);
    double[] test = values(epochs, History.Epoch::testLoss);
    double[] smoothed = smoothed(test, window);
    double[] train = smoothed(values(epochs, Diagnosis::trainLoss), window);
    int last = test.length - 1;
    int lowest = 0;
    for (int i = 1; i <= last; i++) {
      lowest = smoothed[i] < smoothed[lowest] ? i : lowest;
    }
    double least = smoothed[lowest];
    boolean sustained =
        last - lowest >= SUSTAINED
            && IntStream.rangeClosed(last - SUSTAINED + 1, last).allMatch(i -> test[i] > least);
    return sustained
        && smoothed[last] > RISE * least
        && smoothed[last] - least > NOISE * medianChange(test, lowest) / Math.sqrt(window)
        && train[last] < train[lowest]
        && train[last] < smoothed[last];
  }

  /** The training loss, in evaluation mode if that was measured. */
  private static double trainLoss(History.Epoch epoch) {
    return Double.isNaN(epoch.trainEvaluatedLoss())
        ? epoch.trainLoss()
        : epoch.trainEvaluatedLoss();
  }

  private static double[] values(
      List<History.Epoch> epochs, ToDoubleFunction<History.Epoch> value) {
    return epochs.stream().mapToDouble(value).toArray();
  }

  /** Running medians of a window around each value, or of the first or last one of that size. */
  private static double[] smoothed(double[] values, int window) {
    return IntStream.range(0, values.length)
        .map(i -> Math.max(0, Math.min(i - window / 2, values.length - window)))
        .mapToDouble(start -> median(values, start, window))
        .toArray();
  }

  private static double medianChange(double[] values, int from) {
    double[] changes =
        IntStream.range(from + 1, values.length)
            .mapToDouble(i -> Math.abs(values[i] - values[i - 1]))
            .toArray();
    return median(changes, 0, changes.length);
  }

  private static double median(double[] values, int start, int count) {
    return IntStream.range(start, start + count)
        .mapToDouble(i -> values[i])
        .sorted()
        .skip((count - 1) / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Whether the last epoch has the lowest test loss. */
  public boolean stillLearns() {
    return last.number() == lowest.number();
  }

  /** The generalisation gap after the last epoch; see {@link History.Epoch#gap}. */
  public double gap() {
    return last.gap();
  }
}
