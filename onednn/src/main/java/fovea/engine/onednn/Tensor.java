package fovea.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** A block of memory with dimensions, data type and layout. */
final class Tensor {

  private final memory.desc layout;
  private final memory handle;
  private final Block block;

  /**
   * @param layout dimensions, data type and memory layout
   * @param handle oneDNN's handle to the memory
   * @param block the memory
   */
  Tensor(memory.desc layout, memory handle, Block block) {
    this.layout = layout;
    this.handle = handle;
    this.block = block;
  }

  memory.desc layout() {
    return layout;
  }

  memory handle() {
    return handle;
  }

  Block block() {
    return block;
  }

  /** The elements as 32-bit floats, in the tensor's layout. */
  FloatBuffer floats() {
    return new FloatPointer(block.pointer()).capacity(layout.get_size() / Float.BYTES).asBuffer();
  }
}
