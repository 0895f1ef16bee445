package fovea.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Memory with dimensions, data type and layout. A tensor is of a whole batch, or of each shard of
 * it, which is then elsewhere for each shard.
 *
 * @param layout dimensions, data type and memory layout
 * @param block the memory, or a larger piece that holds it
 * @param offset where the tensor starts in the block, in bytes
 * @param stride the distance between the shards' parts of a block that is used as a whole, in
 *     bytes; 0 if the block is sharded, or not divided
 * @param whole whether all parts of a sharded block are used as one
 */
record Tensor(memory.desc layout, Block block, long offset, long stride, boolean whole) {

  Tensor(memory.desc layout, Block block) {
    this(layout, block, 0, 0, false);
  }

  /**
   * Part of the tensor, or the whole in another layout.
   *
   * @param offset the start in bytes, from this tensor's
   */
  Tensor part(memory.desc layout, long offset) {
    return new Tensor(layout, block, this.offset + offset, stride, whole);
  }

  /** The same memory in another layout. */
  Tensor as(memory.desc layout) {
    return part(layout, 0);
  }

  /** A batch as its shards. */
  Tensor shards(memory.desc layout) {
    return parts(layout, layout.get_size());
  }

  /**
   * What each shard uses of a tensor that all have in common.
   *
   * @param stride the distance between the parts, in bytes
   */
  Tensor parts(memory.desc layout, long stride) {
    return new Tensor(layout, block, offset, stride, true);
  }

  /** Shards that follow each other as the batch. */
  Tensor batch(memory.desc layout) {
    return new Tensor(layout, block, offset, 0, true);
  }

  /** The elements as 32-bit floats, in the tensor's layout; only once the block is placed. */
  FloatBuffer floats(int shard) {
    return new FloatPointer(start(shard)).capacity(layout.get_size() / Float.BYTES).asBuffer();
  }

  /** The elements of a tensor that is the same for all shards. */
  FloatBuffer floats() {
    return floats(0);
  }

  /** A new native handle to a shard's part; only once the block is placed. */
  memory handle(engine cpu, int shard) {
    return new memory(layout, cpu, start(shard));
  }

  /** Where a shard's part starts; only once the block is placed. */
  BytePointer start(int shard) {
    return block.pointer(whole ? 0 : shard).getPointer(BytePointer.class, offset + shard * stride);
  }
}
