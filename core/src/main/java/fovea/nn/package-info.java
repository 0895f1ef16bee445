/**
 * Networks and layers as immutable values, with their shapes, parameters, cost and receptive
 * fields, and a zoo of named models. Nothing here holds a tensor, reads a file or starts a thread;
 * {@code fovea.engine} runs these networks.
 */
package fovea.nn;
