package fovea.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The memory of one program's tensors that do not last, planned while it is compiled: a block whose
 * content is no longer needed serves again for a later tensor. Gradients need few blocks that way,
 * and stay in the cache.
 */
final class BlockPool {

  private final Arena arena;
  private final List<Block> blocks = new ArrayList<>();

  BlockPool(Arena arena) {
    this.arena = arena;
  }

  /** The smallest free block that is large enough, or a new one. */
  Block take(long bytes) {
    return blocks.stream()
        .filter(block -> block.free() && block.bytes() >= bytes)
        .min(Comparator.comparingLong(Block::bytes))
        .map(
            block -> {
              block.retain();
              return block;
            })
        .orElseGet(() -> allocate(bytes));
  }

  private Block allocate(long bytes) {
    Block block = new Block(arena.allocate(Math.max(bytes, 1)));
    blocks.add(block);
    return block;
  }
}
