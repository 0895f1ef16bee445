/**
 * Drawing: figures that become SVG and PNG files from one description, animations, colours. Knows
 * nothing of networks.
 */
package fovea.lab.figure;
