/**
 * The reference engine: every layer as the plain loops of its definition, in 64-bit arithmetic. It
 * is the oracle of the tests and the fallback where no native library loads, and it is meant to be
 * read: {@link fovea.engine.reference.Convolution} is a good start.
 */
package fovea.engine.reference;
