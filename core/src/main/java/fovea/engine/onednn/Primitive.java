package fovea.engine.onednn;

import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * A compiled primitive and its descriptor, which knows layouts, scratchpad and implementation.
 *
 * @param desc the descriptor
 * @param code what executes
 */
record Primitive(primitive_desc_base desc, primitive code) {}
