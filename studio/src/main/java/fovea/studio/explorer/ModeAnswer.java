package fovea.studio.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.engine.Program;
import fovea.nn.BatchNorm2d;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Dropout;
import fovea.nn.Layer;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.studio.web.Json;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * One image in training mode, several times: dropout draws other units each time, and batch
 * normalisation takes the statistics of a batch of other test images.
 */
final class ModeAnswer {

  /** How often the image is shown. */
  private static final int TRIALS = 8;

  private static final int BATCH = 16;

  private ModeAnswer() {}

  /**
   * The probabilities of each time, in training mode.
   *
   * @param input the image, normalised
   * @throws IOException if the checkpoint or the test images cannot be read
   */
  static ObjectNode of(LoadedRun run, float[] input) throws IOException {
    TrainedModel trained = run.trainable();
    ImageSet others = run.images();
    int classes = trained.classes().size();
    Shape shape = trained.model().input();
    ObjectNode answer = Json.object().put("batch", BATCH);
    List<Summary.Row> rows = Summary.of(trained.model().network(), shape).rows();
    answer.put("dropout", has(rows, Dropout.class)).put("batchNorm", has(rows, BatchNorm2d.class));
    ArrayNode trials = answer.putArray("trials");
    int batch = Math.min(BATCH, others.size());
    try (Loader loader = trained.inputs(others, batch)) {
      loader.start(0, 0);
      for (int trial = 0; trial < TRIALS; trial++) {
        if (!loader.advance() || loader.size() < batch) {
          loader.start(0, 0);
          loader.advance();
        }
        float[] images = new float[batch * shape.elements()];
        loader.images().get(0, images);
        System.arraycopy(input, 0, images, 0, input.length);
        Program program = trained.model().training(batch);
        program.forward(FloatBuffer.wrap(images), CounterBasedRandom.subkey(1, trial));
        trials.add(Json.tree(Scores.probabilities(program.output(), 0, classes)));
      }
    }
    return answer;
  }

  private static boolean has(List<Summary.Row> rows, Class<? extends Layer> type) {
    return rows.stream().anyMatch(row -> type.isInstance(row.layer()));
  }
}
