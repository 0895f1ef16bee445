/**
 * The weights that a training starts with: drawn at random, or read from a file and matched with
 * the network, whoever named them.
 */
package fovea.pretrained;
