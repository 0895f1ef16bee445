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
 * Records statistics of the ReLU outputs on test images in the run's metrics, a line per epoch. The
 * current weights are measured, in evaluation mode, not their moving averages.
 */
final class ActivationLog implements AutoCloseable {

  static final String EVENT = "activations";

  /** As many images as show whether a unit is dead, and few enough to cost little. */
  private static final int IMAGES = 500;

  private static final int BATCH = 250;

  private final Activations activations;
  private final Loader images;

  private ActivationLog(Activations activations, Loader images) {
    this.activations = activations;
    this.images = images;
  }

  /**
   * Prepares the measurement of a model that is trained.
   *
   * @param test images, of which the first are used
   * @param pipeline what happens to them
   */
  static ActivationLog of(Engine engine, Model model, ImageSet test, Pipeline pipeline) {
    return new ActivationLog(
        Activations.of(engine, model, BATCH),
        new Loader(test.limit(IMAGES), pipeline, BATCH, 0, false));
  }

  /** What follows a training and writes into a run. */
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
      layers
          .addObject()
          .put("name", row.layer())
          .put("units", row.units())
          .put("mean", Events.rounded(row.mean(), 6))
          .put("deviation", Events.rounded(row.deviation(), 6))
          .put("zeros", Events.rounded(row.zeros(), 6))
          .put("dead", row.dead());
    }
    return event;
  }

  @Override
  public void close() {
    images.close();
    activations.close();
  }
}
