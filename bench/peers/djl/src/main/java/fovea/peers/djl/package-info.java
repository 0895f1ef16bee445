/** Deep Java Library with PyTorch. */
package fovea.peers.djl;
