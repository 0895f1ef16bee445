/** A trained network as an HTTP service: images in, classes and probabilities out. */
package fovea.serve;
