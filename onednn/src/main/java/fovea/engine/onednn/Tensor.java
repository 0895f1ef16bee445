package fovea.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Bytes and what they mean: dimensions, type of number and layout. */
final class Tensor {

  private final memory.desc layout;
  private final memory handle;
  private final Block block;

  /**
   * @param layout dimensions, type of number and layout
   * @param handle the library's handle to the bytes
   * @param block the bytes
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

  /** The bytes as 32-bit floats, in the tensor's own layout. */
  FloatBuffer floats() {
    return new FloatPointer(block.pointer()).capacity(layout.get_size() / Float.BYTES).asBuffer();
  }
}
