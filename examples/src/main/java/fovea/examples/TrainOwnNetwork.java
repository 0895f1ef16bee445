package fovea.examples;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import fovea.data.DataSet;
import fovea.data.ImageFolder;
import fovea.experiment.Experiment;
import fovea.nn.Network;
import fovea.recipe.NormalizationKind;
import fovea.recipe.OptimizerKind;
import fovea.recipe.ScheduleKind;
import fovea.run.Run;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Trains a network of one's own on a folder of images, and classifies one of them with it.
 *
 * <p>The folder has a folder of image files for each class.
 */
public final class TrainOwnNetwork {

  private TrainOwnNetwork() {}

  /**
   * Trains and classifies.
   *
   * @param arguments the folder of images, and a new folder for the run
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    DataSet photos = ImageFolder.read(folder, 32);

    Network network =
        Network.of(
            "mine",
            conv(16, 3).same(),
            relu(),
            maxPool(2),
            conv(32, 3).same(),
            relu(),
            maxPool(2),
            flatten(),
            linear(photos.classes().size()));

    Run run =
        Experiment.of(photos, network)
            .normalize(NormalizationKind.CHANNEL)
            .augment("flip")
            .optimizer(OptimizerKind.ADAM)
            .schedule(ScheduleKind.ONE_CYCLE)
            .learningRate(0.005)
            .batchSize(16)
            .epochs(10)
            .train(Path.of(arguments[1]));
    System.out.printf(
        Locale.ROOT, "test accuracy %.2f %%%n", 100 * run.history().last().testAccuracy());

    try (Classifier classifier = Classifier.load(run.folder())) {
      Path image = anImage(folder);
      Prediction prediction = classifier.classify(image);
      System.out.printf(
          Locale.ROOT,
          "%s: %s, %.2f %%%n",
          image,
          prediction.label(),
          100 * prediction.probability());
    }
  }

  private static Path anImage(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
  }
}
