/** The measurement harness that all peers share. */
package fovea.peers.harness;
