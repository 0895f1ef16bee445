package fovea.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.KernelTime;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import org.junit.jupiter.api.Test;

class FlopCountTest {

  private static final FlopCount CIFARNET =
      FlopCount.of(Zoo.network("cifarnet", Zoo.Options.classes(10)), Shape.image(3, 32, 32), 128);

  @Test
  void aForwardPassTakesTwoOperationsForEachMultiplyAdd() {
    // 2 x 128 images x 1024 positions x 32 filters x 3 channels x 25
    assertThat(CIFARNET.forward().get("conv1")).isEqualTo(629_145_600L);
    assertThat(CIFARNET.forward()).containsOnlyKeys("conv1", "conv2", "conv3", "fc4", "fc5");
    assertThat(CIFARNET.inference())
        .isEqualTo(
            2
                * 128
                * Zoo.network("cifarnet", Zoo.Options.classes(10))
                    .multiplyAdds(Shape.image(3, 32, 32)));
  }

  @Test
  void goingBackwardTakesTwiceThatButForTheFirstLayer() {
    assertThat(CIFARNET.training()).isEqualTo(3 * CIFARNET.inference() - 629_145_600L);
  }

  @Test
  void onlyArithmeticHasASpeed() {
    assertThat(CIFARNET.gflops(new KernelTime("conv1", "backward weights", "jit", 2)))
        .isEqualTo(629_145_600L / 2e6);
    assertThat(CIFARNET.gflops(new KernelTime("conv1", "reorder weights", "jit", 2))).isZero();
    assertThat(CIFARNET.gflops(new KernelTime("pool1", "forward", "jit", 2))).isZero();
  }
}
