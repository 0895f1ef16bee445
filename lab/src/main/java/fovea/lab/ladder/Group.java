package fovea.lab.ladder;

import fovea.data.DataIdentity;
import fovea.recipe.Recipe;
import fovea.run.History;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Runs of the same recipe with different seeds.
 *
 * @param name the group's name in tables
 * @param runs the runs that have a result: at least one finished epoch, and no divergence
 * @param diverged number of further runs that diverged: their loss became NaN or infinite
 */
public record Group(String name, List<History> runs, int diverged) {

  /** Number of epochs that count as late. */
  private static final int LATE = 10;

  public Group {
    runs = List.copyOf(runs);
  }

  /** Groups runs, including those without a result. */
  public Group(String name, List<History> all) {
    this(
        name,
        all.stream().filter(run -> !run.diverged() && !run.epochs().isEmpty()).toList(),
        (int) all.stream().filter(History::diverged).count());
  }

  /**
   * Test accuracy after the last epoch. Not that of the best epoch, whose choice would depend on
   * the test images.
   */
  public SampleStatistics testAccuracy() {
    return last(History.Epoch::testAccuracy);
  }

  /** The generalisation gap after the last epoch; see {@link History.Epoch#gap}. */
  public SampleStatistics gap() {
    return last(History.Epoch::gap);
  }

  /**
   * How unsteady the test accuracy is at the end: its standard deviation over the last ten epochs,
   * or over all if there are fewer.
   */
  public SampleStatistics lateSpread() {
    return SampleStatistics.of(
        runs.stream()
            .map(History::epochs)
            .mapToDouble(
                epochs ->
                    SampleStatistics.of(
                            epochs.stream()
                                .skip(Math.max(0, epochs.size() - LATE))
                                .mapToDouble(History.Epoch::testAccuracy)
                                .toArray())
                        .deviation())
            .toArray());
  }

  /** Training time of an epoch in seconds, of each run the median. */
  public SampleStatistics secondsPerEpoch() {
    return SampleStatistics.of(runs.stream().mapToDouble(Group::medianSeconds).toArray());
  }

  private static double medianSeconds(History run) {
    double[] sorted = run.epochs().stream().mapToDouble(History.Epoch::seconds).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Number of epochs to reach a test accuracy, over the runs that reached it. */
  public SampleStatistics epochsTo(double accuracy) {
    return SampleStatistics.of(
        runs.stream()
            .flatMapToInt(run -> run.epochsTo(accuracy).stream())
            .asDoubleStream()
            .toArray());
  }

  /** A value after the last epoch, over the runs. */
  public SampleStatistics last(ToDoubleFunction<History.Epoch> value) {
    return SampleStatistics.of(runs.stream().map(History::last).mapToDouble(value).toArray());
  }

  /** A value after an epoch, over the runs that reached that epoch. */
  public SampleStatistics at(int epoch, ToDoubleFunction<History.Epoch> value) {
    return SampleStatistics.of(
        runs.stream()
            .filter(run -> run.epochs().size() >= epoch)
            .map(run -> run.epochs().get(epoch - 1))
            .mapToDouble(value)
            .toArray());
  }

  /** The number of epochs of the longest run. */
  int epochs() {
    return runs.stream().mapToInt(run -> run.epochs().size()).max().orElse(0);
  }

  /** The runs' recipe, with the first run's seed; empty if there are no runs. */
  Optional<Recipe> recipe() {
    return runs.stream().map(History::recipe).findFirst();
  }

  /** The training images of the first run of which they are known. */
  Optional<DataIdentity> data() {
    return runs.stream().flatMap(run -> run.data().stream()).findFirst();
  }

  /**
   * Paired differences of test accuracy, this group minus another, over the seeds that both have.
   * Runs with the same seed share the initial weights, as far as their networks agree, and the
   * order of the images, which cancels much of the variance between seeds.
   */
  public SampleStatistics differenceTo(Group other) {
    return SampleStatistics.of(
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
