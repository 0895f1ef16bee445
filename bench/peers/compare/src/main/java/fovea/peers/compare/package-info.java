/** Starts Fovea and its peers in turn, each in a process of its own, and compares what they say. */
package fovea.peers.compare;
