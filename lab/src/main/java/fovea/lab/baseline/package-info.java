/** Image classifiers from before convolutional networks, as baselines to compare with. */
package fovea.lab.baseline;
