package fovea.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What losses say of learning. */
class DiagnosisTest {

  private static Optional<Diagnosis> of(double[] train, double[] test) {
    List<History.Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < train.length; i++) {
      epochs.add(new History.Epoch(i + 1, train[i] + 0.5, 0.6, train[i], 0.9, test[i], 0.7, 1));
    }
    return Diagnosis.of(epochs);
  }

  private static boolean overfits(double[] train, double[] test) {
    return of(train, test).orElseThrow().overfits();
  }

  @Test
  void theTestLossRisesForSeveralEpochsWhileTheTrainingLossFalls() {
    Diagnosis found =
        of(
                new double[] {2, 1, 0.5, 0.4, 0.3, 0.2, 0.1, 0.08},
                new double[] {1.9, 1.1, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15})
            .orElseThrow();

    assertThat(found.lowest().number()).isEqualTo(3);
    assertThat(found.overfits()).isTrue();
    assertThat(found.stillLearns()).isFalse();
  }

  @Test
  void theGapIsThatOfEvaluationMode() {
    assertThat(of(new double[] {2, 1}, new double[] {2, 1}).orElseThrow().gap())
        .isCloseTo(0.9 - 0.7, within(1e-12));
  }

  @Test
  void aLossThatFallsToTheEndIsNoOverfitting() {
    Diagnosis found = of(new double[] {2, 1}, new double[] {1.9, 1.1}).orElseThrow();

    assertThat(found.stillLearns()).isTrue();
    assertThat(found.overfits()).isFalse();
  }

  @Test
  void bothLossesRisingIsNoOverfittingEither() {
    double[] rising = {1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6};
    assertThat(overfits(rising, rising)).isFalse();
  }

  @Test
  void aTrainingLossAboveTheTestLossIsNoOverfitting() {
    assertThat(
            overfits(
                new double[] {3, 2.5, 2.4, 2.3, 2.2, 2.1, 2},
                new double[] {1.9, 1.1, 0.9, 1.0, 1.05, 1.2, 1.3}))
        .isFalse();
  }

  @Test
  void oneHighEpochAtTheEndIsNoise() {
    assertThat(overfits(new double[] {2.2, 2.1, 2.0}, new double[] {2.28, 2.24, 2.3})).isFalse();
    assertThat(
            overfits(
                new double[] {2, 1, 0.5, 0.4, 0.3, 0.2, 0.1},
                new double[] {1.9, 1.1, 1.0, 0.98, 0.97, 0.96, 1.2}))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 30, 100})
  void aLevelLossWithNoiseIsSeldomTakenForOverfitting(int epochs) {
    double[] train = IntStream.range(0, epochs).mapToDouble(i -> 0.9 - 0.5 * i / epochs).toArray();
    Random random = new Random(1);
    long alarms =
        IntStream.range(0, 1000)
            .filter(
                trial ->
                    overfits(
                        train,
                        IntStream.range(0, epochs)
                            .mapToDouble(i -> 1 + 0.03 * random.nextGaussian())
                            .toArray()))
            .count();
    assertThat(alarms).isLessThan(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 20, 100})
  void aSteadyRiseWithNoiseIsFound(int epochs) {
    double[] train = IntStream.range(0, epochs).mapToDouble(i -> 0.9 - 0.8 * i / epochs).toArray();
    Random random = new Random(1);
    long found =
        IntStream.range(0, 1000)
            .filter(
                trial ->
                    overfits(
                        train,
                        IntStream.range(0, epochs)
                            .mapToDouble(i -> 1 + 0.5 * i / epochs + 0.02 * random.nextGaussian())
                            .toArray()))
            .count();
    assertThat(found).isGreaterThan(900);
  }

  @Test
  void withoutANumberThereIsNothingToSay() {
    assertThat(of(new double[] {}, new double[] {})).isEmpty();
    assertThat(of(new double[] {1}, new double[] {Double.NaN})).isEmpty();
  }
}
