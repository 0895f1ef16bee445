/** Runs Fovea and its peers in turn, each in a separate process, and compares their results. */
package fovea.peers.compare;
