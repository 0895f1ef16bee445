/** The peer Fovea itself. */
package fovea.peers.own;
