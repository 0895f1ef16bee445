package fovea.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Allocates the temporary tensors of one program at compile time. Memory whose content is no longer
 * needed is reused by later tensors, whole or in parts, so a program needs less memory and more of
 * it stays in the cache.
 */
final class BlockPool {

  private final Arena arena;
  private final List<Region> regions = new ArrayList<>();

  BlockPool(Arena arena) {
    this.arena = arena;
  }

  /** Takes the smallest free block that is large enough, split if it is larger, or a new one. */
  Block take(long bytes) {
    long needed = Arena.aligned(Math.max(bytes, 1));
    regions.forEach(Region::joinFree);
    return regions.stream()
        .filter(region -> region.largestFree() >= needed)
        .min(Comparator.comparingLong(region -> region.smallestFree(needed).bytes()))
        .map(region -> region.cut(region.smallestFree(needed), needed))
        .orElseGet(() -> allocate(needed));
  }

  private Block allocate(long bytes) {
    Region region = new Region(arena.allocate(bytes));
    regions.add(region);
    return region.cut(region.smallestFree(bytes), bytes);
  }

  /** Memory that was allocated at once, as the blocks that it is divided into, in their order. */
  private final class Region {

    private final BytePointer memory;
    private final List<Block> blocks = new ArrayList<>();

    private Region(BytePointer memory) {
      this.memory = memory;
      blocks.add(free(memory.address(), memory.capacity()));
    }

    private Block free(long address, long bytes) {
      Block block = taken(address, bytes);
      block.release();
      return block;
    }

    private Block taken(long address, long bytes) {
      return new Block(arena.part(memory, address - memory.address(), bytes));
    }

    private void joinFree() {
      for (int i = blocks.size() - 1; i > 0; i--) {
        Block before = blocks.get(i - 1);
        Block after = blocks.get(i);
        if (before.free() && after.free()) {
          blocks.remove(i);
          blocks.set(i - 1, free(before.address(), before.bytes() + after.bytes()));
        }
      }
    }

    private long largestFree() {
      return blocks.stream().filter(Block::free).mapToLong(Block::bytes).max().orElse(0);
    }

    private Block smallestFree(long bytes) {
      return blocks.stream()
          .filter(block -> block.free() && block.bytes() >= bytes)
          .min(Comparator.comparingLong(Block::bytes))
          .orElseThrow();
    }

    private Block cut(Block block, long bytes) {
      int index = blocks.indexOf(block);
      Block front = taken(block.address(), bytes);
      blocks.set(index, front);
      if (block.bytes() > bytes) {
        blocks.add(index + 1, free(block.address() + bytes, block.bytes() - bytes));
      }
      return front;
    }
  }
}
