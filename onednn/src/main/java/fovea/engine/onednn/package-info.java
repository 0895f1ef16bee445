/**
 * The fast engine: a network becomes a static program of oneDNN primitives. Layouts are chosen by
 * the library and carried from kernel to kernel, reorders stand only where two layouts differ,
 * rectifiers and normalisations are fused into their neighbours, and everything that a step needs
 * is made when the program is compiled.
 *
 * <p>From a network to kernels: {@code Compiler} walks the layers and asks {@code Stage}s to lower
 * themselves, forward in order and backward in reverse; a stage works on {@code Tensor}s (a memory
 * descriptor and its bytes) and emits {@code Step}s, most of them {@code Kernel}s (a primitive and
 * its arguments).
 */
package fovea.engine.onednn;
