package fovea.lab.ladder;

import fovea.recipe.Recipe;
import fovea.run.History;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Runs of one recipe that differ in their seeds.
 *
 * @param name what they are called in tables
 * @param runs those that have a result: at least one finished epoch, and finite numbers
 * @param diverged how many others left the finite numbers
 */
public record Group(String name, List<History> runs, int diverged) {

  public Group {
    runs = List.copyOf(runs);
  }

  /** Of all runs, those without a result among them. */
  public Group(String name, List<History> all) {
    this(
        name,
        all.stream().filter(run -> !run.diverged() && !run.epochs().isEmpty()).toList(),
        (int) all.stream().filter(History::diverged).count());
  }

  /** Test accuracy at the end: not of the best epoch, which would be chosen by the test images. */
  public Summary testAccuracy() {
    return last(History.Epoch::testAccuracy);
  }

  /** Training accuracy minus test accuracy of the last epoch. */
  public Summary gap() {
    return last(epoch -> epoch.trainAccuracy() - epoch.testAccuracy());
  }

  /** Seconds that an epoch's training takes; the median of each run. */
  public Summary secondsAnEpoch() {
    return Summary.of(runs.stream().mapToDouble(Group::medianSeconds).toArray());
  }

  private static double medianSeconds(History run) {
    double[] sorted = run.epochs().stream().mapToDouble(History.Epoch::seconds).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Epochs to a test accuracy, of the runs that came there. */
  public Summary epochsTo(double accuracy) {
    return Summary.of(
        runs.stream()
            .flatMapToInt(run -> run.epochsTo(accuracy).stream())
            .asDoubleStream()
            .toArray());
  }

  private Summary last(ToDoubleFunction<History.Epoch> value) {
    return Summary.of(runs.stream().map(History::last).mapToDouble(value).toArray());
  }

  /** A value of one epoch over the runs that came so far. */
  Summary at(int epoch, ToDoubleFunction<History.Epoch> value) {
    return Summary.of(
        runs.stream()
            .filter(run -> run.epochs().size() >= epoch)
            .map(run -> run.epochs().get(epoch - 1))
            .mapToDouble(value)
            .toArray());
  }

  /** Epochs of the longest run. */
  int epochs() {
    return runs.stream().mapToInt(run -> run.epochs().size()).max().orElse(0);
  }

  /** The recipe that they share, but for the seed; empty if there are no runs. */
  Optional<Recipe> recipe() {
    return runs.stream().map(History::recipe).findFirst();
  }

  /**
   * How much higher this group's test accuracy is, seed by seed: runs of the same seed start from
   * the same weights as far as the networks agree, and see the images in the same order, so much of
   * the seed's influence cancels.
   */
  public Summary differenceTo(Group other) {
    return Summary.of(
        runs.stream()
            .flatMapToDouble(
                run ->
                    other.runs().stream()
                        .filter(its -> its.recipe().seed() == run.recipe().seed())
                        .limit(1)
                        .mapToDouble(its -> run.last().testAccuracy() - its.last().testAccuracy()))
            .toArray());
  }
}
