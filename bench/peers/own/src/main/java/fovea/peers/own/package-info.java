/** Fovea, measured as its peers are. */
package fovea.peers.own;
