package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.train.OneCycle.Annealing;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schedules against PyTorch (the first seven 1.13, the others 2.13): {@code o = SGD([p],
 * lr=0.1); s = make(o)}, then {@code o.param_groups[0]['lr']; o.step(); s.step()} again and again,
 * a step of theirs being an epoch.
 */
class SchedulesTest {

  private static Arguments of(String name, Schedule schedule, double... expected) {
    return Arguments.of(name, schedule, expected);
  }

  static Stream<Arguments> golden() {
    return Stream.of(
        of(
            "StepLR(o, 3, 0.5)",
            StepDecay.every(0.1, 0.5, 3),
            0.1,
            0.1,
            0.1,
            0.05,
            0.05,
            0.05,
            0.025),
        of(
            "MultiStepLR(o, [2, 5], 0.1)",
            new StepDecay(0.1, 0.1, 2, 5),
            0.1,
            0.1,
            0.01,
            0.01,
            0.01,
            0.001,
            0.001),
        of(
            "CosineAnnealingLR(o, 8, 0.01)",
            Cosine.once(0.1, 0.01, 8),
            0.1,
            0.096574579,
            0.086819805,
            0.072220754,
            0.055,
            0.037779246,
            0.023180195,
            0.013425421,
            0.01),
        of(
            "CosineAnnealingWarmRestarts(o, 2, 2, 0.01)",
            new Cosine(0.1, 0.01, 2, 2),
            0.1,
            0.055,
            0.1,
            0.086819805,
            0.055,
            0.023180195,
            0.1,
            0.096574579,
            0.086819805,
            0.072220754),
        of(
            "CyclicLR(o, 0.01, 0.1, step_size_up=2)",
            new Triangular(0.01, 0.1, 4),
            0.01,
            0.055,
            0.1,
            0.055,
            0.01,
            0.055,
            0.1),
        of(
            "LinearLR(o, 1.0, 0.0, 5)",
            OneCycle.linear(0.1, 0, 5),
            0.1,
            0.08,
            0.06,
            0.04,
            0.02,
            0,
            0),
        of(
            "OneCycleLR(o, 0.1, total_steps=10, cycle_momentum=False, final_div_factor=100)",
            new OneCycle(0.1, 10, 0.3, 25, 4e-5, Annealing.COSINE, 1),
            0.004,
            0.052,
            0.1,
            0.09505042402,
            0.0811820203,
            0.06114159628,
            0.03889840372,
            0.0188579797,
            0.004989575982,
            4e-05),
        of(
            "the same with anneal_strategy='linear'",
            new OneCycle(0.1, 10, 0.3, 25, 4e-5, Annealing.LINEAR, 1),
            0.004,
            0.052,
            0.1,
            0.08572,
            0.07144,
            0.05716,
            0.04288,
            0.0286,
            0.01432,
            4e-05),
        of(
            "OneCycleLR(o, 0.1, epochs=2, steps_per_epoch=4, cycle_momentum=False,"
                + " final_div_factor=100)",
            stretched(new OneCycle(0.1, 2, 0.3, 25, 4e-5, Annealing.COSINE, 0.25), 4),
            0.004,
            0.08192751049,
            0.09719528885,
            0.0811820203,
            0.05561598452,
            0.02833449072,
            0.007700724523,
            4e-05),
        of(
            "SequentialLR(o, [LambdaLR(o, lambda t: t / 2), StepLR(o, 2, 0.1)], [2])",
            StepDecay.every(0.1, 0.1, 2).warmedUp(2),
            0,
            0.05,
            0.1,
            0.1,
            0.01,
            0.01,
            0.001,
            0.001),
        of(
            "SequentialLR(o, [LambdaLR(o, lambda t: t / 2), CosineAnnealingLR(o, 4)], [2])",
            Cosine.once(0.1, 0, 4).warmedUp(2),
            0,
            0.05,
            0.1,
            0.08535533906,
            0.05,
            0.01464466094,
            0));
  }

  @Test
  void oneCycleEndsExactlyAtItsLowest() {
    for (int batches = 1; batches < 500; batches++) {
      Schedule cycle = new OneCycle(0.1, 3, 0.3, 25, 0, Annealing.LINEAR, 1.0 / batches);
      assertThat(cycle.at(2 + (batches - 1.0) / batches)).isZero();
    }
  }

  /** A schedule whose epochs are steps of the given one. */
  private static Schedule stretched(Schedule schedule, int steps) {
    return step -> schedule.at(step / steps);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("golden")
  void agreesWithPyTorch(String name, Schedule schedule, double[] expected) {
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertThat(schedule.at(epoch)).as("epoch %d", epoch).isCloseTo(expected[epoch], within(1e-9));
    }
  }

  /**
   * {@code s = ReduceLROnPlateau(o, mode='max', factor=0.5, patience=1, threshold=0, min_lr=0.2)},
   * then {@code s.step(accuracy)}; its patience counts epochs that are put up with, ours the one
   * that is not.
   */
  @Test
  void aPlateauLowersTheRateAsPyTorchDoes() {
    double[] accuracies = {.1, .2, .2, .15, .3, .3, .3, .3, .3, .3, .4, .1, .1, .1};
    double[] expected = {1, 1, 1, .5, .5, .5, .25, .25, .2, .2, .2, .2, .2, .2};
    ReduceOnPlateau plateau = new ReduceOnPlateau(0.5, 2, 0.2);
    RunningProgress progress =
        new RunningProgress(20, 10, new CrossEntropy(2), TrainerState.initial(0));
    for (int epoch = 0; epoch < accuracies.length; epoch++) {
      progress.endEpoch(accuracies[epoch], plateau);
      assertThat(plateau.reduced(1, progress.drops()))
          .as("after epoch %d", epoch + 1)
          .isCloseTo(expected[epoch], within(1e-12));
      progress.nextEpoch();
      TrainerState state = progress.state();
      progress = new RunningProgress(20, 10, new CrossEntropy(2), state); // a resume
    }
  }

  @Property
  void oneCycleRisesToItsPeakAndFallsToItsLowest(
      @ForAll Annealing annealing,
      @ForAll @DoubleRange(min = 0, max = 0.9) double rise,
      @ForAll @DoubleRange(min = 0, max = 1) double one,
      @ForAll @DoubleRange(min = 0, max = 1) double other) {
    OneCycle cycle = new OneCycle(0.5, 20, rise, 25, 0.001, annealing, 0);
    double early = 20 * Math.min(one, other);
    double late = 20 * Math.max(one, other);
    assertThat(cycle.at(20 * rise)).isCloseTo(0.5, within(1e-9));
    assertThat(cycle.at(20)).isCloseTo(0.001, within(1e-12));
    assertThat(cycle.at(30)).isCloseTo(0.001, within(1e-12));
    assertThat(cycle.at(early)).isBetween(0.001 - 1e-12, 0.5 + 1e-12);
    if (late <= 20 * rise) {
      assertThat(cycle.at(early)).isLessThanOrEqualTo(cycle.at(late) + 1e-12);
    } else if (early >= 20 * rise) {
      assertThat(cycle.at(early)).isGreaterThanOrEqualTo(cycle.at(late) - 1e-12);
    }
  }

  @Property
  void aWarmUpRisesEvenlyToTheScheduleThatStartsAfterIt(
      @ForAll @DoubleRange(min = 0, max = 4.99) double epoch) {
    Schedule plain = Cosine.once(0.2, 0, 30);
    Schedule warmed = plain.warmedUp(5);
    assertThat(warmed.at(epoch)).isCloseTo(0.2 * epoch / 5, within(1e-12));
    assertThat(warmed.at(5 + epoch)).isCloseTo(plain.at(epoch), within(1e-12));
  }

  @Property
  void perEpochChangesOnlyBetweenEpochs(@ForAll @DoubleRange(min = 0, max = 40) double epoch) {
    Schedule plain = Schedule.exponential(0.1, 0.9);
    assertThat(plain.perEpoch().at(epoch)).isEqualTo(plain.at(Math.floor(epoch)));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refusal(() -> StepDecay.every(-1, 0.5, 3), "learning rate is -1.0"),
        refusal(() -> StepDecay.every(1, 0, 3), "gamma is 0.0"),
        refusal(() -> StepDecay.every(1, 0.5, 0), "epochs between drops is 0.0"),
        refusal(() -> new StepDecay(1, 0.5, 4, 4), "milestone is 4.0"),
        refusal(() -> new Cosine(0.1, 0.2, 3, 1), "lowest rate is 0.2"),
        refusal(() -> new Cosine(0.1, 0, 0, 1), "period is 0.0"),
        refusal(() -> new Cosine(0.1, 0, 1, 0.5), "growth of periods is 0.5"),
        refusal(() -> new OneCycle(0.1, 3, 1, 25, 0, Annealing.LINEAR, 0), "rise is 1.0"),
        refusal(() -> new OneCycle(0.1, 3, 0.5, 0, 0, Annealing.LINEAR, 0), "start divisor is 0.0"),
        refusal(() -> new OneCycle(0.1, 3, 0.5, 25, 0, Annealing.LINEAR, 3), "step is 3.0"),
        refusal(() -> new Triangular(0.2, 0.1, 3), "lowest rate is 0.2"),
        refusal(() -> Schedule.constant(1).warmedUp(-1), "warm-up is -1.0"));
  }

  private static Arguments refusal(ThrowingCallable call, String start) {
    return Arguments.of(call, start);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void refuses(ThrowingCallable call, String start) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageStartingWith(start + ": it must be ");
  }
}
