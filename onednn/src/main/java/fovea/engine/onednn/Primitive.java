package fovea.engine.onednn;

import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * A compiled primitive and its descriptor, which knows layouts, scratchpad and implementation.
 *
 * @param desc the descriptor
 * @param code what executes
 */
record Primitive(primitive_desc_base desc, primitive code) {

  /** The name of the implementation that the library chose. */
  String implementation() {
    return desc.impl_info_str().getString();
  }
}
