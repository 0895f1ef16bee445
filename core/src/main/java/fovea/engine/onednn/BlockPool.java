package fovea.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The memory of one program's tensors that do not last, planned while it is compiled: memory whose
 * content is no longer needed serves again for later tensors, whole or in parts. A program needs
 * little memory that way, and more of it stays in the cache.
 */
final class BlockPool {

  private final Arena arena;

  /** Stretches of memory, each as the blocks that it is divided into, in their order. */
  private final List<List<Block>> stretches = new ArrayList<>();

  BlockPool(Arena arena) {
    this.arena = arena;
  }

  /** The smallest free block that is large enough, without what it has too much, or a new one. */
  Block take(long bytes) {
    long needed = Arena.aligned(Math.max(bytes, 1));
    stretches.forEach(this::joinFree);
    return stretches.stream()
        .flatMap(List::stream)
        .filter(block -> block.free() && block.bytes() >= needed)
        .min(Comparator.comparingLong(Block::bytes))
        .map(block -> cut(block, needed))
        .orElseGet(() -> allocate(needed));
  }

  private void joinFree(List<Block> stretch) {
    for (int i = stretch.size() - 1; i > 0; i--) {
      Block before = stretch.get(i - 1);
      Block behind = stretch.get(i);
      if (before.free() && behind.free()) {
        stretch.remove(i);
        stretch.set(i - 1, free(before, 0, before.bytes() + behind.bytes()));
      }
    }
  }

  private Block cut(Block block, long bytes) {
    List<Block> stretch = stretchOf(block);
    int index = stretch.indexOf(block);
    Block front = new Block(arena.part(block.pointer(), 0, bytes));
    stretch.set(index, front);
    if (block.bytes() > bytes) {
      stretch.add(index + 1, free(block, bytes, block.bytes() - bytes));
    }
    return front;
  }

  private Block free(Block from, long offset, long bytes) {
    Block block = new Block(arena.part(from.pointer(), offset, bytes));
    block.release();
    return block;
  }

  private List<Block> stretchOf(Block block) {
    return stretches.stream().filter(each -> each.contains(block)).findFirst().orElseThrow();
  }

  private Block allocate(long bytes) {
    Block block = new Block(arena.allocate(bytes));
    stretches.add(new ArrayList<>(List.of(block)));
    return block;
  }
}
