package fovea.lab.baseline;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import fovea.train.Scores;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One-vs-rest linear support vector machines for sparse features: LIBLINEAR's dual coordinate
 * descent with the squared hinge loss (Fan et al. 2008).
 */
final class SparseSvm {

  /** Stopping tolerance, LIBLINEAR's default for this solver. */
  private static final double TOLERANCE = 0.1;

  private final Model[] models;

  private SparseSvm(Model[] models) {
    this.models = models;
  }

  /**
   * Trains one SVM per class, in parallel.
   *
   * @param features the non-zero features, one row per image
   * @param labels the class of each image
   * @param size number of features
   * @param cost penalty for margin violations, LIBLINEAR's {@code C}
   * @param trained called after each class, from any thread
   */
  static SparseSvm train(
      Feature[][] features, int[] labels, int classes, int size, double cost, Runnable trained) {
    Linear.disableDebugOutput();
    Model[] models =
        IntStream.range(0, classes)
            .parallel()
            .mapToObj(
                label -> {
                  Problem problem = new Problem();
                  problem.l = features.length;
                  problem.n = size;
                  problem.x = features;
                  problem.bias = -1;
                  problem.y = Arrays.stream(labels).mapToDouble(y -> y == label ? 1 : -1).toArray();
                  Model model =
                      Linear.train(
                          problem, new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, cost, TOLERANCE));
                  trained.run();
                  return model;
                })
            .toArray(Model[]::new);
    return new SparseSvm(models);
  }

  /** The class with the highest score. */
  int predict(Feature[] features) {
    double[] scores = new double[models.length];
    double[] value = new double[1];
    for (int label = 0; label < models.length; label++) {
      Linear.predictValues(models[label], features, value);
      scores[label] = models[label].getLabels()[0] == 1 ? value[0] : -value[0];
    }
    return Scores.argmax(scores);
  }

  /** The number of weights over all classes. */
  long parameters() {
    return Arrays.stream(models).mapToLong(model -> model.getFeatureWeights().length).sum();
  }

  /** The fraction of images classified correctly. */
  double accuracy(Feature[][] features, int[] labels) {
    return (double)
            IntStream.range(0, labels.length)
                .parallel()
                .filter(i -> predict(features[i]) == labels[i])
                .count()
        / labels.length;
  }
}
