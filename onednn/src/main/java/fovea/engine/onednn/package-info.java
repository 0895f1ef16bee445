/**
 * The fast engine: a network becomes a static program of oneDNN primitives. Layouts are chosen by
 * the library and passed on from kernel to kernel, reorders are inserted only where two layouts
 * differ, ReLU and batch normalisation are fused into neighbouring layers, and all memory is
 * allocated when the program is compiled.
 *
 * <p>From a network to kernels: a {@code Plan} says which layers are fused and how each is
 * computed. The {@code Compiler} has a {@code Stage} made of each of its nodes, which emits the
 * forward pass in order and the backward pass in reverse. A stage reads and writes {@code Tensor}s
 * and emits {@code Instruction}s, most of them {@code PrimitiveCall}s.
 *
 * <p>Parameters are either {@code Variables} of a model or {@code FixedParameters}. What kernels
 * need of fixed ones is computed while a program is compiled, and shared with later programs. A
 * program owns its memory in an {@code Arena}, and so do parameters.
 */
package fovea.engine.onednn;
