/**
 * Networks as text: the layers as a lab sheet lists them, in YAML, read with messages that name the
 * line, and written so that reading gives the same network.
 */
package fovea.recipe;
