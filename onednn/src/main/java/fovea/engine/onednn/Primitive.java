package fovea.engine.onednn;

import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * A compiled primitive and its descriptor, which holds the chosen layouts, scratchpad size and
 * implementation.
 *
 * @param desc the descriptor
 * @param handle the executable primitive
 */
record Primitive(primitive_desc_base desc, primitive handle) {

  /** The name of the implementation that the library chose. */
  String implementation() {
    return desc.impl_info_str().getString();
  }
}
