package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.engine.Program;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.util.Arrays;

/**
 * A network with dropout as an ensemble of thinned networks (Srivastava et al. 2014, section 1):
 * accuracies of single thinned networks, of the mean of their probabilities (Gal and Ghahramani
 * 2016), and of the whole network in evaluation mode, which stands for that mean.
 *
 * @param images number of images
 * @param networks number of thinned networks
 * @param single accuracy of one thinned network, averaged
 * @param averaged accuracy of their averaged probabilities
 * @param whole accuracy of the whole network
 */
public record ThinnedNetworks(
    int images, int networks, double single, double averaged, double whole) {

  private static final int NETWORKS = 20;

  /**
   * Measures a network.
   *
   * @param model a model that can compute in training mode, which changes the running statistics of
   *     its batch normalisation; its images are one batch
   */
  public static ThinnedNetworks of(TrainedModel model, ImageSet images) {
    InputImages inputs = InputImages.of(model, images);
    double whole = inputs.accuracy(model);
    Program program = model.model().training(inputs.count());
    int classes = program.output().capacity() / inputs.count();
    double[] sums = new double[program.output().capacity()];
    long key = CounterBasedRandom.key(model.recipe().seed(), Purpose.DROPOUT);
    double single = 0;
    for (int network = 0; network < NETWORKS; network++) {
      int[] answers = inputs.answers(program, CounterBasedRandom.subkey(key, network));
      single += InputImages.equal(answers, inputs.labels()) / NETWORKS;
      for (int image = 0; image < inputs.count(); image++) {
        double[] probabilities = Scores.probabilities(program.output(), image * classes, classes);
        for (int label = 0; label < classes; label++) {
          sums[image * classes + label] += probabilities[label];
        }
      }
    }
    int[] answers = new int[inputs.count()];
    for (int image = 0; image < answers.length; image++) {
      answers[image] =
          Scores.argmax(Arrays.copyOfRange(sums, image * classes, (image + 1) * classes));
    }
    return new ThinnedNetworks(
        inputs.count(), NETWORKS, single, InputImages.equal(answers, inputs.labels()), whole);
  }
}
