package fovea.engine.onednn;

import java.nio.FloatBuffer;

/**
 * An input or output buffer of a program. Its memory is garbage-collected, so a buffer still in use
 * is never freed.
 *
 * @param tensor the buffer as kernels use it
 * @param floats the buffer as callers use it
 */
record ProgramBuffer(Tensor tensor, FloatBuffer floats) {}
