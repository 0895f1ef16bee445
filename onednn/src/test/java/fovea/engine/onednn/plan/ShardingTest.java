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

  /** ResNet-18 with images of 32 x 32. */
  private static final long SMALL_RESNET18 = 37_016_576;

  @ParameterizedTest
  @CsvSource({
    CIFARNET + ", 156000, 128, 8, 16",
    CIFARNET + ", 156000, 100, 10, 10",
    CIFARNET + ", 156000, 80, 8, 10",
    CIFARNET + ", 156000, 33, 11, 3",
    CIFARNET + ", 156000, 512, 16, 32",
    CIFARNET + ", 156000, 7, 1, 7",
    CIFARNET + ", 156000, 1, 1, 1",
    LENET5 + ", 2850, 128, 2, 64",
    LENET5 + ", 2850, 64, 1, 64",
    VGG16 + ", 14710464, 8, 8, 1",
    VGG16 + ", 14710464, 1, 1, 1",
    SMALL_RESNET18 + ", 11166912, 128, 8, 16",
    SMALL_RESNET18 + ", 11166912, 512, 16, 32",
    SMALL_RESNET18 + ", 11166912, 1024, 16, 64",
    "118000000, 1970000, 2000, 25, 80",
  })
  void dividesIntoPartsOfEnoughWork(long work, long weights, int batch, int count, int images) {
    assertThat(Sharding.USUAL.of(batch, work, weights)).isEqualTo(new Shards(count, images));
  }

  @Property
  void shardsAreEqualAndOfEnoughWork(
      @ForAll @IntRange(min = 1, max = 2000) int batch,
      @ForAll @LongRange(min = 0, max = 20_000_000_000L) long work,
      @ForAll @LongRange(min = 0, max = 200_000_000L) long weights) {
    Shards shards = Sharding.USUAL.of(batch, work, weights);
    assertThat(shards.count() * shards.images()).isEqualTo(batch);
    if (shards.divided()) {
      assertThat(shards.images() * work).isGreaterThanOrEqualTo(Sharding.USUAL.work());
    }
  }
}
