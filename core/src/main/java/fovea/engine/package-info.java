/**
 * Executes networks. An {@link fovea.engine.Engine} turns a network, which is a value, into a
 * {@link fovea.engine.Model} with parameters, whose {@link fovea.engine.Program}s compute forward
 * and backward passes of a batch; or, with fixed parameters from a {@link
 * fovea.engine.ParameterSource}, into a thread-safe {@link fovea.engine.Inference}. There are two
 * engines: {@code reference}, plain loops that define every layer, and {@code onednn}, the fast
 * one. Native pointers and memory layouts are hidden inside the engines.
 */
package fovea.engine;
