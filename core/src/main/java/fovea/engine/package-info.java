/**
 * How a network runs. An {@link fovea.engine.Engine} turns a network, which is only a value, into a
 * {@link fovea.engine.Model} with live parameters, whose {@link fovea.engine.Program}s compute a
 * batch forward and backward; or, with fixed parameters from a {@link
 * fovea.engine.ParameterSource}, into an {@link fovea.engine.Inference} that any thread may use.
 * Two engines: {@code reference}, plain loops that define every layer, and {@code onednn}, the fast
 * one. No native pointer and no memory layout is seen outside.
 */
package fovea.engine;
