/** Latency of Fovea and ONNX Runtime for the same network with the same weights. */
package fovea.peers.onnx;
