package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.onednn.MemoryPlan.Lifetime;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

  @Test
  void memoryServesAgain() {
    MemoryPlan plan =
        MemoryPlan.of(
            List.of(new Lifetime(1024, 0, 1), new Lifetime(512, 1, 2), new Lifetime(1024, 2, 3)));
    assertThat(plan.offsets()).containsExactly(0L, 1024L, 0L);
    assertThat(plan.bytes()).isEqualTo(1536);
  }

  @Test
  void smallBlocksShareThePlaceOfALargeOne() {
    MemoryPlan plan =
        MemoryPlan.of(
            List.of(new Lifetime(1024, 0, 1), new Lifetime(512, 2, 3), new Lifetime(512, 2, 3)));
    assertThat(plan.bytes()).isEqualTo(1024);
  }

  @Test
  void nothingNeedsNoMemory() {
    assertThat(MemoryPlan.of(List.of()).bytes()).isZero();
  }

  @Provide
  Arbitrary<List<Lifetime>> lifetimes() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 5000),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 10))
        .as((bytes, first, length) -> new Lifetime(bytes, first, first + length))
        .list()
        .ofMaxSize(40);
  }

  @Property
  void blocksThatMeetDoNotOverlap(@ForAll("lifetimes") List<Lifetime> lifetimes) {
    MemoryPlan plan = MemoryPlan.of(lifetimes);
    for (int i = 0; i < lifetimes.size(); i++) {
      Lifetime one = lifetimes.get(i);
      long start = plan.offsets().get(i);
      assertThat(start % Arena.aligned(1)).isZero();
      assertThat(start + one.bytes()).isLessThanOrEqualTo(plan.bytes());
      for (int j = 0; j < i; j++) {
        Lifetime other = lifetimes.get(j);
        boolean together = one.first() <= other.last() && other.first() <= one.last();
        boolean apart =
            start + one.bytes() <= plan.offsets().get(j)
                || plan.offsets().get(j) + other.bytes() <= start;
        assertThat(apart || !together).as("%s and %s", one, other).isTrue();
      }
    }
  }

  @Property
  void noMoreThanAllAndNoLessThanWhatMeets(@ForAll("lifetimes") List<Lifetime> lifetimes) {
    long bytes = MemoryPlan.of(lifetimes).bytes();
    assertThat(bytes)
        .isLessThanOrEqualTo(lifetimes.stream().mapToLong(MemoryPlanTest::aligned).sum());
    for (int at : IntStream.rangeClosed(0, 40).toArray()) {
      assertThat(bytes)
          .isGreaterThanOrEqualTo(
              lifetimes.stream()
                  .filter(each -> each.first() <= at && at <= each.last())
                  .mapToLong(MemoryPlanTest::aligned)
                  .sum());
    }
  }

  private static long aligned(Lifetime lifetime) {
    return Arena.aligned(lifetime.bytes());
  }
}
