package fovea.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.probe.Activations;
import fovea.run.Events;
import fovea.run.Run;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Records statistics of the ReLU outputs on test images in the run's metrics, one line per epoch.
 * It measures the current weights, not their moving averages, in evaluation mode.
 */
final class ActivationLog implements AutoCloseable {

  static final String EVENT = "activations";

  /** Number of test images: enough to tell whether a unit is dead, and few enough to be cheap. */
  private static final int IMAGES = 500;

  private static final int BATCH = 250;

  private final Activations activations;
  private final Loader images;

  private ActivationLog(Activations activations, Loader images) {
    this.activations = activations;
    this.images = images;
  }

  /**
   * Prepares the measurement of a model in training.
   *
   * @param test the test images, of which some of each class are used
   * @param pipeline their preprocessing
   */
  static ActivationLog of(Engine engine, Model model, ImageSet test, Pipeline pipeline) {
    return new ActivationLog(
        Activations.of(engine, model), new Loader(test.limit(IMAGES), pipeline, BATCH, 0, false));
  }

  /** A listener that measures after each epoch and appends the result to the metrics of a run. */
  Listener into(Run run) {
    return new Listener() {
      @Override
      public void onEpoch(EpochResult result, Progress progress) {
        try {
          run.append(event(result.epoch()));
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }
    };
  }

  private JsonNode event(int epoch) {
    ObjectNode event = Events.event(EVENT).put("epoch", epoch).put("images", images.imageCount());
    ArrayNode layers = event.putArray("layers");
    for (Activations.Row row : activations.measure(images)) {
      ObjectNode layer = layers.addObject();
      layer
          .put("name", row.layer())
          .put("units", row.units())
          .put("mean", Events.rounded(row.mean(), 6))
          .put("deviation", Events.rounded(row.deviation(), 6))
          .put("zeros", Events.rounded(row.zeros(), 6))
          .put("dead", row.dead());
      ArrayNode octaves = layer.put("lowest", Activations.Row.LOWEST).putArray("octaves");
      row.octaves().forEach(share -> octaves.add(Events.rounded(share, 4)));
    }
    return event;
  }

  @Override
  public void close() {
    images.close();
    activations.close();
  }
}
