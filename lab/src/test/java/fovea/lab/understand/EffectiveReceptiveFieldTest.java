package fovea.lab.understand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EffectiveReceptiveFieldTest {

  @Test
  void anEvenGradientHasAQuarterOfItsEnergyInTheCentralHalf() {
    EffectiveReceptiveField even =
        new EffectiveReceptiveField("conv", 8, 8, Collections.nCopies(64, 3.0));
    assertThat(even.energyWithin(0.5)).isCloseTo(0.25, within(1e-12));
    assertThat(even.energyWithin(1)).isEqualTo(1);
    assertThat(even.sideHolding(0.5)).isEqualTo(6); // 36 of 64 pixels; 16 in a square of 5
  }

  @Test
  void energyIsTheSquareOfTheGradient() {
    // 3 in the middle of a 3 x 3 image, 1 around: 9 of 17.
    List<Double> gradient = IntStream.range(0, 9).mapToObj(i -> i == 4 ? 3.0 : 1.0).toList();
    EffectiveReceptiveField field = new EffectiveReceptiveField("conv", 3, 3, gradient);
    assertThat(field.energyWithin(0.5)).isCloseTo(9 / 17.0, within(1e-12));
    assertThat(field.sideHolding(0.5)).isEqualTo(1);
    assertThat(field.sideHolding(0.6)).isEqualTo(3);
  }

  @Test
  void withoutAGradientThereIsNoEnergy() {
    EffectiveReceptiveField none =
        new EffectiveReceptiveField("conv", 2, 2, Collections.nCopies(4, 0.0));
    assertThat(none.energyWithin(1)).isZero();
  }
}
