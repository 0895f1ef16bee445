package fovea.interchange;

import fovea.engine.Engine;
import fovea.engine.Inference;
import fovea.engine.ParameterSource;
import fovea.engine.Precision;
import fovea.images.Preprocessing;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.Checkpoint;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network with the values of its parameters.
 *
 * @param network the network
 * @param input the shape of its input
 * @param parameters the row-major values of its parameters by name
 */
record WeightedNetwork(Network network, Shape input, Map<String, float[]> parameters) {

  /**
   * Loads a checkpoint of a run.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  static WeightedNetwork of(Run run, SavedCheckpoint.Choice choice) throws IOException {
    Provenance provenance = Provenance.of(run);
    Shape input = Preprocessing.check(provenance.recipe(), provenance.image());
    SavedCheckpoint saved = run.checkpoint(choice);
    Network network = provenance.network();
    Map<String, float[]> values = new LinkedHashMap<>();
    try (ParameterSource source =
        Checkpoint.parameters(saved.file(), network, input, saved.weights())) {
      for (Parameter parameter : network.parameters(input)) {
        float[] read = new float[parameter.elements()];
        source.read(parameter, 0, FloatBuffer.wrap(read));
        values.put(parameter.name(), read);
      }
    }
    return new WeightedNetwork(network, input, values);
  }

  /** This network with each linear layer as a convolution, which has the same values. */
  WeightedNetwork fullyConvolutional() {
    return new WeightedNetwork(network.fullyConvolutional(input), input, parameters);
  }

  /**
   * Computes the scores of images in 32-bit floats.
   *
   * @param images normalised images, row-major
   * @param count the number of images
   */
  float[] scores(Engine engine, FloatBuffer images, int count) {
    try (Inference inference =
        engine.inference(network, input, Precision.F32, ParameterSource.of(parameters))) {
      float[] scores = new float[count * inference.output().elements()];
      inference.scores(images, count, FloatBuffer.wrap(scores));
      return scores;
    }
  }
}
