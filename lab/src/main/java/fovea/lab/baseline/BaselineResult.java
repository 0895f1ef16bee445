package fovea.lab.baseline;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of training and evaluating a classical baseline.
 *
 * @param method the method's name
 * @param trainImages number of training images
 * @param testImages number of test images
 * @param features number of features per image
 * @param unsupervised number of parameters learned without labels: visual words, centroids,
 *     whitening
 * @param supervised number of parameters learned from labels: the classifier's weights and biases
 * @param trainAccuracy accuracy on the training images, 0 to 1
 * @param testAccuracy accuracy on the test images, 0 to 1
 * @param seconds duration of each stage, in execution order
 */
public record BaselineResult(
    String method,
    int trainImages,
    int testImages,
    int features,
    long unsupervised,
    long supervised,
    double trainAccuracy,
    double testAccuracy,
    Map<String, Double> seconds) {

  public BaselineResult {
    seconds = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }

  /** The number of learned parameters, with and without labels. */
  public long parameters() {
    return unsupervised + supervised;
  }

  /** The total duration of all stages. */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
