package fovea.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/** The 32-bit master values of a parameter, in the dimensions of the stage that uses it. */
interface MasterParameter {

  /** The values in the master layout. */
  Tensor tensor();

  /** The values as floats, in the master layout. */
  default FloatBuffer values() {
    return tensor().floats();
  }

  /** The values in the layout and data type of a kernel. */
  Tensor in(Emitter emitter, String layer, memory.desc layout);

  /**
   * The tensor that receives the gradient, in the master layout.
   *
   * @throws IllegalStateException if the parameter is not trained
   */
  Tensor gradientTensor();
}
