package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockPoolTest {

  private final Arena arena = new Arena();
  private final BlockPool pool = new BlockPool(arena);

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void freeMemoryServesAgain() {
    Block block = pool.take(1000);
    block.release();
    assertThat(address(pool.take(900))).isEqualTo(address(block));
  }

  @Test
  void takenMemoryServesNothingElse() {
    Block block = pool.take(1000);
    block.retain();
    block.release();
    assertThat(overlap(block, pool.take(10))).isFalse();
  }

  @Test
  void freeMemoryServesInParts() {
    Block whole = pool.take(1024);
    whole.release();
    Block first = pool.take(100);
    Block second = pool.take(500);
    Block third = pool.take(1);
    assertThat(within(whole, first)).isTrue();
    assertThat(within(whole, second)).isTrue();
    assertThat(within(whole, third)).isTrue();
    assertThat(overlap(first, second)).isFalse();
    assertThat(overlap(second, third)).isFalse();
    assertThat(overlap(first, third)).isFalse();
    assertThat(within(whole, pool.take(500))).isFalse();
  }

  @Test
  void freePartsJoin() {
    Block whole = pool.take(1024);
    whole.release();
    Block first = pool.take(100);
    Block second = pool.take(100);
    Block third = pool.take(100);
    first.release();
    third.release();
    assertThat(within(whole, pool.take(1024))).isFalse();
    second.release();
    assertThat(address(pool.take(1024))).isEqualTo(address(whole));
  }

  @Test
  void theSmallestThatIsLargeEnoughIsTaken() {
    Block large = pool.take(4096);
    Block small = pool.take(256);
    large.release();
    small.release();
    assertThat(address(pool.take(200))).isEqualTo(address(small));
  }

  @Test
  void partsAreAligned() {
    pool.take(4096).release();
    for (int bytes : new int[] {1, 63, 65, 1000}) {
      assertThat(address(pool.take(bytes)) % 64).isZero();
    }
  }

  @Test
  void isNotReleasedMoreOftenThanTaken() {
    Block block = pool.take(1);
    block.release();
    assertThatThrownBy(block::release).isInstanceOf(IllegalStateException.class);
  }

  private static long address(Block block) {
    return block.pointer().address();
  }

  private static boolean within(Block whole, Block part) {
    return address(part) >= address(whole)
        && address(part) + part.bytes() <= address(whole) + whole.bytes();
  }

  private static boolean overlap(Block one, Block other) {
    return address(one) < address(other) + other.bytes()
        && address(other) < address(one) + one.bytes();
  }
}
