/**
 * Training of networks. An {@link fovea.experiment.Experiment} defines a network, its images and
 * the training settings; training it produces a {@link fovea.run.Run}.
 */
package fovea.experiment;
