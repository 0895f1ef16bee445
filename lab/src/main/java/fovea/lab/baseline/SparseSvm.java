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
 * Linear support vector machines, one class against all others, for features most of which are 0:
 * the library's dual coordinate descent (Fan et al. 2008, LIBLINEAR) with the squared hinge loss.
 */
final class SparseSvm {

  /** Close enough to the optimum: the library's own choice for this solver. */
  private static final double TOLERANCE = 0.1;

  private final Model[] models;

  private SparseSvm(Model[] models) {
    this.models = models;
  }

  /**
   * Trains a machine a class, several at a time.
   *
   * @param features a row an image
   * @param labels the images' classes
   * @param size how many features there are
   * @param cost of being on the wrong side of the margin
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

  /** The class whose machine is surest. */
  int predict(Feature[] features) {
    double[] scores = new double[models.length];
    double[] value = new double[1];
    for (int label = 0; label < models.length; label++) {
      Linear.predictValues(models[label], features, value);
      scores[label] = models[label].getLabels()[0] == 1 ? value[0] : -value[0];
    }
    return Scores.argmax(scores);
  }

  /** Weights of all machines. */
  long parameters() {
    return Arrays.stream(models).mapToLong(model -> model.getFeatureWeights().length).sum();
  }

  /** The share of images that are recognised. */
  double accuracy(Feature[][] features, int[] labels) {
    return (double)
            IntStream.range(0, labels.length)
                .parallel()
                .filter(i -> predict(features[i]) == labels[i])
                .count()
        / labels.length;
  }
}
