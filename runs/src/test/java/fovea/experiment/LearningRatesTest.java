package fovea.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LearningRatesTest {

  /** A test of 200 steps from 1e-5 to 10 in which the loss is a function of the rate. */
  private static LearningRates of(DoubleUnaryOperator loss) {
    LearningRates.Recording recording = new LearningRates.Recording();
    for (int step = 0; step < 200; step++) {
      double rate = 1e-5 * Math.pow(1e6, step / 199.0);
      if (recording.add(rate, loss.applyAsDouble(rate))) {
        break;
      }
    }
    return recording.done();
  }

  @Test
  void aLossThatHardlyFallsSuggestsNothing() {
    LearningRates rates = of(rate -> 2.3 - 0.04 * Math.min(1, rate));

    assertThat(rates.fall()).isBetween(0.005, 0.05);
    assertThat(rates.suggestion()).isEmpty();
  }

  @Test
  void aLossThatOnlyRisesSuggestsNothing() {
    assertThat(of(rate -> 2.3 + rate).suggestion()).isEmpty();
  }

  @Test
  void aLossThatFallsSuggestsARateBelowThatOfTheLowestLoss() {
    LearningRates rates = of(rate -> rate < 1 ? 2.3 - 1.5 * rate : 2 + 10 * rate);

    assertThat(rates.fall()).isGreaterThan(0.2);
    assertThat(rates.suggestion().orElseThrow()).isBetween(0.05, 0.9);
  }

  @Test
  void aLossThatIsNeverFiniteSaysWhatToTry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(rate -> Double.NaN))
        .withMessageContaining("begin at a lower one");
  }
}
