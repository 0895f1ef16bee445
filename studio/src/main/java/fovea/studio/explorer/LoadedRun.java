package fovea.studio.explorer;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.lab.explain.Predictions;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.util.Optional;

/** A run's network, and what is computed from it once: its test images and predictions. */
final class LoadedRun implements AutoCloseable {

  private final Run run;
  private final DataCatalog catalog;
  private final TrainedModel model;
  private Optional<TrainedModel> trainable = Optional.empty();
  private Optional<ImageSet> images = Optional.empty();
  private Optional<Predictions> predictions = Optional.empty();

  /**
   * Loads the best checkpoint of a run.
   *
   * @throws IOException if the run is damaged
   */
  LoadedRun(Run run, DataCatalog catalog) throws IOException {
    this.run = run;
    this.catalog = catalog;
    this.model = TrainedModel.of(run);
  }

  Run run() {
    return run;
  }

  TrainedModel model() {
    return model;
  }

  /** The same parameters in a model that can compute in training mode. */
  TrainedModel trainable() throws IOException {
    if (trainable.isEmpty()) {
      trainable = Optional.of(TrainedModel.trainable(run, SavedCheckpoint.Choice.BEST));
    }
    return trainable.get();
  }

  /**
   * The test images.
   *
   * @throws IOException if they cannot be loaded, or have changed since the run
   */
  ImageSet images() throws IOException {
    if (images.isEmpty()) {
      images = Optional.of(model.testImages(catalog));
    }
    return images.get();
  }

  /** The predictions for all test images. */
  Predictions predictions() throws IOException {
    if (predictions.isEmpty()) {
      predictions = Optional.of(Predictions.of(model, images()));
    }
    return predictions.get();
  }

  @Override
  public void close() {
    model.close();
    trainable.ifPresent(TrainedModel::close);
  }
}
