/** Probes of networks: runs parts of a network, and measures its activations. */
package fovea.probe;
