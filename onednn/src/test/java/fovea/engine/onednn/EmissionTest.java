package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tensors of a program share a place. */
class EmissionTest {

  private final Arena arena = new Arena();
  private final Emission emission = new Emission(1);
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
    finish(emission, true);
    assertThat(address(c)).isEqualTo(address(a)).isNotEqualTo(address(b));
  }

  @Test
  void aResultTakesThePlaceOfAnArgumentThatNothingNeedsLater() {
    emission.forward().addAll(List.of(uses(a), overwrites(a, b), uses(b)));
    finish(emission, true);
    assertThat(address(b)).isEqualTo(address(a));
  }

  @Test
  void anArgumentThatIsNeededLaterKeepsItsPlace() {
    emission.forward().addAll(List.of(uses(a), overwrites(a, b)));
    emission.backward().add(uses(a, b));
    finish(emission, true);
    assertThat(address(b)).isNotEqualTo(address(a));
  }

  @Test
  void aResultOfAnotherLayoutHasAPlaceOfItsOwn() {
    Tensor smaller = tensor(8);
    emission.forward().addAll(List.of(uses(a), overwrites(a, smaller), uses(smaller)));
    finish(emission, true);
    assertThat(address(smaller)).isNotEqualTo(address(a));
  }

  @Test
  void whatIsPreparedStaysForEveryForwardPass() {
    emission.preparation().add(uses(a, b));
    emission.forward().addAll(List.of(uses(a), uses(c)));
    finish(emission, false);
    assertThat(address(c)).isNotEqualTo(address(a)).isEqualTo(address(b));
  }

  @Test
  void activationsStayForEveryBackwardPassIfThereAreSeveral() {
    Emission several = new Emission(1);
    several.forward().add(uses(a));
    several.backward().addAll(List.of(uses(a, b), uses(c)));
    finish(several, false);
    assertThat(address(c)).isNotEqualTo(address(a)).isEqualTo(address(b));
  }

  @Test
  void eachShardHasAPlaceOfItsOwn() {
    Emission divided = new Emission(2);
    Tensor own = tensor(16, true);
    divided.forward().add(uses(Draft.Scope.SHARD, own));
    finish(divided, true);
    assertThat(own.start(1).address()).isNotEqualTo(own.start(0).address());
  }

  @Test
  void whatShardsHaveInCommonSharesAPlaceOnlyOnceTheyHaveMet() {
    Emission divided = new Emission(2);
    divided
        .forward()
        .addAll(
            List.of(
                uses(Draft.Scope.SHARD, a),
                uses(Draft.Scope.SHARD, b), // one shard may be here while another is above
                uses(Draft.Scope.PART, b),
                uses(Draft.Scope.SHARD, c)));
    finish(divided, true);
    assertThat(address(b)).isNotEqualTo(address(a));
    assertThat(address(c)).isEqualTo(address(a));
  }

  @Test
  void whatPartsHaveInCommonSharesAPlaceOnlyOnceTheyHaveMet() {
    Emission divided = new Emission(2);
    divided
        .backward()
        .addAll(
            List.of(
                uses(Draft.Scope.PART, a),
                uses(Draft.Scope.PART, b), // one part may be here while another is above
                uses(Draft.Scope.SHARD, c)));
    finish(divided, true);
    assertThat(address(b)).isNotEqualTo(address(a));
    assertThat(address(c)).isEqualTo(address(a));
  }

  @Test
  void gradientsAreWholeAfterTheLastSegmentThatUsesThem() {
    emission.backward().addAll(List.of(uses(a, b), uses(a)));
    emission.pauseBackward();
    emission.backward().addAll(List.of(uses(b), uses(c)));
    OneDnnPasses passes = finish(emission, true, Map.of("a", a, "b", b, "c", c));
    assertThat(List.of(passes.wholeAfter("a"), passes.wholeAfter("b"), passes.wholeAfter("c")))
        .containsExactly(0, 1, 1);
  }

  private void finish(Emission emission, boolean once) {
    finish(emission, once, Map.of());
  }

  private OneDnnPasses finish(Emission emission, boolean once, Map<String, Tensor> gradients) {
    return emission.finish(arena, new Threading(Optional.empty(), true), once, gradients);
  }

  private static Tensor tensor(int elements) {
    return tensor(elements, false);
  }

  private static Tensor tensor(int elements, boolean sharded) {
    memory.desc layout = Dims.rowMajor(new long[] {elements}, memory.data_type.f32);
    return new Tensor(layout, Block.unplaced(Arena.aligned(layout.get_size()), sharded));
  }

  private static Draft uses(Tensor... tensors) {
    return uses(Draft.Scope.BATCH, tensors);
  }

  private static Draft uses(Draft.Scope scope, Tensor... tensors) {
    return new Draft(scope, 2, List.of(tensors), Optional.empty(), shard -> new Nothing());
  }

  private static Draft overwrites(Tensor argument, Tensor result) {
    return new Draft(
        Draft.Scope.BATCH,
        1,
        List.of(argument, result),
        Optional.of(new Draft.Overwriting(argument, result)),
        shard -> new Nothing());
  }

  private static long address(Tensor tensor) {
    return tensor.start(0).address();
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
