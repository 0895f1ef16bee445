/** How long one image takes Fovea and ONNX Runtime, on the same network with the same weights. */
package fovea.peers.onnx;
