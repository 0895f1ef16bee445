/**
 * Trained networks in use. A {@link fovea.trained.Classifier} classifies images and is thread-safe;
 * a {@link fovea.trained.TrainedModel} is for evaluation and analysis.
 */
package fovea.trained;
