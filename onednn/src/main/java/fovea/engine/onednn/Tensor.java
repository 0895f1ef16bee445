package fovea.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Memory with dimensions, data type and layout.
 *
 * @param layout dimensions, data type and memory layout
 * @param block the memory, or a larger piece that holds it
 * @param offset where the tensor starts in the block, in bytes
 */
record Tensor(memory.desc layout, Block block, long offset) {

  Tensor(memory.desc layout, Block block) {
    this(layout, block, 0);
  }

  /**
   * Part of the tensor, or the whole in another layout.
   *
   * @param offset the start in bytes, from this tensor's
   */
  Tensor part(memory.desc layout, long offset) {
    return new Tensor(layout, block, this.offset + offset);
  }

  /** The same memory in another layout. */
  Tensor as(memory.desc layout) {
    return part(layout, 0);
  }

  /** The elements as 32-bit floats, in the tensor's layout; only once the block is placed. */
  FloatBuffer floats() {
    return new FloatPointer(start()).capacity(layout.get_size() / Float.BYTES).asBuffer();
  }

  /** A new native handle to the tensor; only once the block is placed. */
  memory handle(engine cpu) {
    return new memory(layout, cpu, start());
  }

  BytePointer start() {
    return block.pointer().getPointer(BytePointer.class, offset);
  }
}
