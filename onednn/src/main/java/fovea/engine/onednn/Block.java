package fovea.engine.onednn;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Memory that holds a tensor, or several that are parts of it. A block that only one program uses
 * is placed once all instructions that use it are known; see {@link Emission}. A sharded block has
 * one part for each shard of the batch.
 */
final class Block {

  private final long bytes;
  private final boolean sharded;
  private List<BytePointer> places;

  private Block(long bytes, boolean sharded, List<BytePointer> places) {
    this.bytes = bytes;
    this.sharded = sharded;
    this.places = places;
  }

  /** A block of memory that exists. */
  static Block at(BytePointer memory) {
    return new Block(memory.capacity(), false, List.of(memory));
  }

  /**
   * A block to be placed later.
   *
   * @param bytes its size; of one part if it is sharded
   */
  static Block unplaced(long bytes, boolean sharded) {
    return new Block(bytes, sharded, List.of());
  }

  /** The size in bytes; of one part if the block is sharded. */
  long bytes() {
    return bytes;
  }

  boolean sharded() {
    return sharded;
  }

  boolean placed() {
    return !places.isEmpty();
  }

  /**
   * Places the block.
   *
   * @param places where each shard's part is, or one place for all
   */
  void place(List<BytePointer> places) {
    this.places = places;
  }

  /** The memory of a shard's part; only once the block has been placed. */
  BytePointer pointer(int shard) {
    if (places.isEmpty()) {
      throw new IllegalStateException("the block has no place yet");
    }
    return places.get(sharded ? shard : 0);
  }
}
