/** How each peer is measured, so that all are measured alike. */
package fovea.peers.harness;
