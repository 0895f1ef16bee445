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
 *
 * <p>Parameters are a model's {@code Variables}, or {@code FixedParameters}: then what kernels need
 * of them is computed while a program is compiled, and shared with later ones. A program owns its
 * memory, an {@code Arena}; parameters own theirs.
 */
package fovea.engine.onednn;
