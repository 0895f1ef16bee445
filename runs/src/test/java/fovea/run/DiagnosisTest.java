package fovea.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What losses say of learning. */
class DiagnosisTest {

  private static Optional<Diagnosis> of(double[] train, double[] test) {
    List<History.Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < train.length; i++) {
      epochs.add(new History.Epoch(i + 1, train[i], 0.9, test[i], 0.7, 1));
    }
    return Diagnosis.of(epochs);
  }

  @Test
  void theTestLossTurnsWhileTheTrainingLossFalls() {
    Diagnosis found =
        of(new double[] {2, 1, 0.5, 0.1}, new double[] {1.9, 1.1, 0.9, 1.4}).orElseThrow();

    assertThat(found.lowest().number()).isEqualTo(3);
    assertThat(found.overfits()).isTrue();
    assertThat(found.stillLearns()).isFalse();
    assertThat(found.gap()).isEqualTo(0.9 - 0.7);
  }

  @Test
  void aLossThatFallsToTheEndIsNoOverfitting() {
    Diagnosis found = of(new double[] {2, 1}, new double[] {1.9, 1.1}).orElseThrow();

    assertThat(found.stillLearns()).isTrue();
    assertThat(found.overfits()).isFalse();
  }

  @Test
  void bothLossesRisingIsNoOverfittingEither() {
    assertThat(of(new double[] {1, 2}, new double[] {1, 2}).orElseThrow().overfits()).isFalse();
  }

  @Test
  void aRiseOfAPerCentIsNoise() {
    assertThat(of(new double[] {1, 0.9}, new double[] {1, 1.01}).orElseThrow().overfits())
        .isFalse();
  }

  @Test
  void withoutANumberThereIsNothingToSay() {
    assertThat(of(new double[] {}, new double[] {})).isEmpty();
    assertThat(of(new double[] {1}, new double[] {Double.NaN})).isEmpty();
  }
}
