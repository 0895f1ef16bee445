/**
 * What a network is: layers as immutable values, their shapes, parameters, cost and receptive
 * fields, and the models known by name. Nothing here holds a tensor, reads a file or starts a
 * thread; {@code fovea.engine} runs what is described here.
 */
package fovea.nn;
