/**
 * Uses trained networks. A {@link fovea.trained.Classifier} tells what images show, to any number
 * of threads; a {@link fovea.trained.TrainedModel} is evaluated and examined.
 */
package fovea.trained;
