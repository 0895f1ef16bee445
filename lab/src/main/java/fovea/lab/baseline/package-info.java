/** How images were recognised before convolutional networks, to compare with them. */
package fovea.lab.baseline;
