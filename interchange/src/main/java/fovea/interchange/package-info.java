/**
 * Networks from and for other libraries: reads and writes ONNX files, and writes folders for
 * Hugging Face.
 */
package fovea.interchange;
