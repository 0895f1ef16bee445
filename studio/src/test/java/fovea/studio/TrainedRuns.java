package fovea.studio;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.TransferListener;
import fovea.experiment.Experiment;
import fovea.nn.Network;
import java.io.IOException;
import java.nio.file.Path;

/** Two small runs on the images in the jar, which differ in their seed. */
final class TrainedRuns {

  static final Network NETWORK =
      Network.of(
          "small",
          conv(6, 3).same(),
          batchNorm(),
          relu(),
          maxPool(2),
          conv(8, 3).same(),
          relu(),
          maxPool(4),
          dropout(0.5),
          flatten(),
          linear(10));

  private TrainedRuns() {}

  static DataSet images() throws IOException {
    return new DataCatalog(Path.of("none"), TransferListener.none()).load("cifar10-mini");
  }

  /** Trains a run of two epochs that records what happens in its layers. */
  static void lookedInto(Path run) throws IOException {
    Experiment.of(images(), NETWORK)
        .batchSize(64)
        .learningRate(0.02)
        .epochs(2)
        .set("activations", true)
        .train(run);
  }

  /** Trains the runs {@code first} and {@code second}. */
  static void into(Path runs) throws IOException {
    Experiment experiment =
        Experiment.of(images(), NETWORK).batchSize(64).learningRate(0.02).epochs(1);
    experiment.seed(1).train(runs.resolve("first"));
    experiment.seed(2).train(runs.resolve("second"));
  }
}
