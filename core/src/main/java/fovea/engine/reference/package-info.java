/**
 * The readable engine: every layer as the plain loops of its definition, in 64-bit floats. It is
 * the oracle of the tests, what runs where no native library loads, and the text to read to see
 * what a convolution is: start with {@link fovea.engine.reference.Convolution}.
 */
package fovea.engine.reference;
