/** The peer Deeplearning4j with oneDNN. */
package fovea.peers.dl4j;
