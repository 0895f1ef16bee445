package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/**
 * Memory that holds a tensor, or several that are parts of it. A block that only one program uses
 * is placed once all instructions that use it are known; see {@link MemoryPlan}.
 */
final class Block {

  private final long bytes;
  private Optional<BytePointer> place;

  private Block(long bytes, Optional<BytePointer> place) {
    this.bytes = bytes;
    this.place = place;
  }

  /** A block of memory that exists. */
  static Block at(BytePointer memory) {
    return new Block(memory.capacity(), Optional.of(memory));
  }

  /** A block to be placed later. */
  static Block unplaced(long bytes) {
    return new Block(bytes, Optional.empty());
  }

  long bytes() {
    return bytes;
  }

  boolean placed() {
    return place.isPresent();
  }

  void place(BytePointer memory) {
    place = Optional.of(memory);
  }

  /** The memory; only once the block has been placed. */
  BytePointer pointer() {
    return place.orElseThrow(() -> new IllegalStateException("the block has no place yet"));
  }
}
