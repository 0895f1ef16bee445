package fovea.engine.onednn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingTest {

  private static final long CIFARNET = 23_152_400;

  private static final long LENET5 = 416_520;

  private static final long VGG16 = 15_470_000_000L;

  @ParameterizedTest
  @CsvSource({
    CIFARNET + ", 128, 8, 16",
    CIFARNET + ", 100, 10, 10",
    CIFARNET + ", 80, 8, 10",
    CIFARNET + ", 33, 11, 3",
    CIFARNET + ", 512, 16, 32",
    CIFARNET + ", 7, 1, 7",
    CIFARNET + ", 1, 1, 1",
    LENET5 + ", 128, 2, 64",
    LENET5 + ", 64, 1, 64",
    VGG16 + ", 8, 8, 1",
    VGG16 + ", 1, 1, 1",
  })
  void dividesIntoPartsOfEnoughWork(long work, int batch, int count, int images) {
    assertThat(Sharding.USUAL.of(batch, work)).isEqualTo(new Shards(count, images));
  }

  @Property
  void shardsAreEqualAndOfEnoughWork(
      @ForAll @IntRange(min = 1, max = 2000) int batch,
      @ForAll @LongRange(min = 0, max = 20_000_000_000L) long work) {
    Shards shards = Sharding.USUAL.of(batch, work);
    assertThat(shards.count() * shards.images()).isEqualTo(batch);
    if (shards.divided()) {
      assertThat(shards.images() * work).isGreaterThanOrEqualTo(Sharding.USUAL.work());
    }
  }
}
