package consumer;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import fovea.data.DataSet;
import fovea.data.ImageFolder;
import fovea.experiment.Experiment;
import fovea.nn.Network;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Path;

/** Learns the colours of images. */
final class Colours {

  private Colours() {}

  static Run train(Path images, Path folder) throws IOException {
    DataSet data = ImageFolder.read(images, 16);
    Network network =
        Network.of(
            "colours",
            conv(4, 3).same(),
            relu(),
            maxPool(4),
            flatten(),
            linear(data.classes().size()));
    return Experiment.of(data, network).batchSize(4).learningRate(0.05).epochs(1).train(folder);
  }
}
