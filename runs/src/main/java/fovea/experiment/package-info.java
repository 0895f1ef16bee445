/**
 * Trains networks. An {@link fovea.experiment.Experiment} says what to train, on which images and
 * how; training it gives a {@link fovea.run.Run}.
 */
package fovea.experiment;
