/**
 * The reference engine: plain loops that implement each layer by its definition, in 64-bit
 * arithmetic. It is the oracle of the tests and the fallback where no native library can be loaded,
 * and it is meant to be read: {@link fovea.engine.reference.Convolution} is a good start.
 */
package fovea.engine.reference;
