/** The arithmetic of layers and networks, for the playground and the network builder. */
package fovea.studio.playground;
