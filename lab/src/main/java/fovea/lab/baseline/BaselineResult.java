package fovea.lab.baseline;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a classical method gave.
 *
 * @param method its name
 * @param trainImages training images that were used
 * @param testImages test images that were used
 * @param features numbers that describe an image for the classifier
 * @param unsupervised numbers that were learned without labels: words, centroids, whitening
 * @param supervised numbers that were learned from labels: the classifier's weights
 * @param trainAccuracy share of the training images that are recognised, 0 to 1
 * @param testAccuracy the same of the test images
 * @param seconds how long each stage took, in their order
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

  /** All numbers that were learned. */
  public long parameters() {
    return unsupervised + supervised;
  }

  /** How long everything took. */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
