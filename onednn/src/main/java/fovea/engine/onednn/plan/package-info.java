/**
 * The plan of a program: which layers are fused, by which algorithm each is computed, and how a
 * batch is divided. It is decided from network, batch and mode alone, before there is any kernel,
 * and needs no native code.
 */
package fovea.engine.onednn.plan;
