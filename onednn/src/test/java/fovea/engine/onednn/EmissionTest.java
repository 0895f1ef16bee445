package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tensors of a program share a place. */
class EmissionTest {

  private final Arena arena = new Arena();
  private final Emission emission = new Emission(false);
  private final Tensor a = tensor(16);
  private final Tensor b = tensor(16);
  private final Tensor c = tensor(16);

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void whatIsNotNeededAtTheSameTimeSharesAPlace() {
    emission.forward().addAll(List.of(uses(a, b), uses(b, c)));
    emission.finish(arena);
    assertThat(address(c)).isEqualTo(address(a)).isNotEqualTo(address(b));
  }

  @Test
  void aResultTakesThePlaceOfAnArgumentThatNothingNeedsLater() {
    emission.forward().addAll(List.of(uses(a), overwrites(a, b), uses(b)));
    emission.finish(arena);
    assertThat(address(b)).isEqualTo(address(a));
  }

  @Test
  void anArgumentThatIsNeededLaterKeepsItsPlace() {
    emission.forward().addAll(List.of(uses(a), overwrites(a, b)));
    emission.backward().add(uses(a, b));
    emission.finish(arena);
    assertThat(address(b)).isNotEqualTo(address(a));
  }

  @Test
  void aResultOfAnotherLayoutHasAPlaceOfItsOwn() {
    Tensor smaller = tensor(8);
    emission.forward().addAll(List.of(uses(a), overwrites(a, smaller), uses(smaller)));
    emission.finish(arena);
    assertThat(address(smaller)).isNotEqualTo(address(a));
  }

  @Test
  void whatIsPreparedStaysForEveryForwardPass() {
    emission.preparation().add(uses(a, b));
    emission.forward().addAll(List.of(uses(a), uses(c)));
    emission.finish(arena);
    assertThat(address(c)).isNotEqualTo(address(a)).isEqualTo(address(b));
  }

  @Test
  void activationsStayForEveryBackwardPassIfThereAreSeveral() {
    Emission several = new Emission(true);
    several.forward().add(uses(a));
    several.backward().addAll(List.of(uses(a, b), uses(c)));
    several.finish(arena);
    assertThat(address(c)).isNotEqualTo(address(a)).isEqualTo(address(b));
  }

  private static Tensor tensor(int elements) {
    memory.desc layout = Dims.rowMajor(new long[] {elements}, memory.data_type.f32);
    return new Tensor(layout, Block.unplaced(Arena.aligned(layout.get_size())));
  }

  private static Draft uses(Tensor... tensors) {
    return new Draft(List.of(tensors), Nothing::new);
  }

  private static Draft overwrites(Tensor argument, Tensor result) {
    return new Draft(
        List.of(argument, result),
        Optional.of(new Draft.Overwriting(argument, result)),
        Nothing::new);
  }

  private static long address(Tensor tensor) {
    return tensor.start().address();
  }

  private record Nothing() implements Instruction {

    @Override
    public String layer() {
      return "test";
    }

    @Override
    public String pass() {
      return "forward";
    }

    @Override
    public void run(long key) {}
  }
}
