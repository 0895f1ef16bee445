package fovea.engine.onednn;

import java.nio.FloatBuffer;

/**
 * Numbers at an end of a program, which its user writes or reads. Their memory is the garbage
 * collector's, so that a buffer in use is never freed.
 *
 * @param tensor what kernels see
 * @param floats what the user sees
 */
record End(Tensor tensor, FloatBuffer floats) {}
