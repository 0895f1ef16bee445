package fovea.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/** The values of a parameter, in 32-bit floats, as the stage that uses it sees them. */
interface Master {

  /** The values. */
  Tensor tensor();

  /** The same, in the tensor's own layout. */
  default FloatBuffer values() {
    return tensor().floats();
  }

  /** The values in a layout and type for kernels. */
  Tensor in(Compiler compiler, String layer, memory.desc layout);

  /**
   * Where their gradient goes, in the layout of the values.
   *
   * @throws IllegalStateException if they never learn
   */
  Tensor gradientTensor();
}
