/** The peer Deep Java Library (DJL) with PyTorch. */
package fovea.peers.djl;
