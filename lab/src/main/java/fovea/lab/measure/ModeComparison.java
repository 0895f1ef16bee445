package fovea.lab.measure;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.data.Pipeline;
import fovea.engine.Model;
import fovea.engine.Program;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.recipe.Recipe;
import fovea.recipe.ViewKind;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.CrossEntropy;
import fovea.train.Metrics;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.util.List;

/**
 * Loss and accuracy of the same weights in training mode and in evaluation mode.
 *
 * @param asTrained on the training images as seen during training, augmented and with smoothed or
 *     mixed labels, in training mode (dropout active, batch normalisation with batch statistics)
 * @param plainTraining on the unmodified training images, in training mode
 * @param trainEvaluated on the unmodified training images, in evaluation mode
 * @param testEvaluated on the test images, in evaluation mode
 */
public record ModeComparison(
    Metrics asTrained, Metrics plainTraining, Metrics trainEvaluated, Metrics testEvaluated) {

  /**
   * Measures a run on the images that it was trained and tested on. Loads its own model, because
   * training mode updates the running statistics of batch normalisation.
   *
   * @param choice which checkpoint to measure
   * @throws IOException if the run is damaged, or its images cannot be loaded or have changed since
   */
  public static ModeComparison of(Run run, SavedCheckpoint.Choice choice, DataCatalog catalog)
      throws IOException {
    try (TrainedModel trained = TrainedModel.trainable(run, choice)) {
      DataSet data = trained.data(catalog);
      List<Pipeline> plain = trained.views(ViewKind.NONE);
      // Evaluate first: training mode changes the running statistics.
      Metrics train = trained.evaluate(data.train(), plain).metrics();
      Metrics test = trained.evaluate(data.test(), plain).metrics();
      Metrics asTrained = train(trained, data.train(), trained.augmented(data.train()));
      Metrics plainTraining = train(trained, data.train(), plain.get(0));
      return new ModeComparison(asTrained, plainTraining, train, test);
    }
  }

  /** Runs one epoch as {@link fovea.train.Trainer} does, without optimiser steps. */
  private static Metrics train(TrainedModel trained, ImageSet images, Pipeline pipeline) {
    Model model = trained.model();
    Recipe recipe = trained.recipe();
    ImageSet prepared = trained.prepare(images);
    CrossEntropy loss = new CrossEntropy(model.output().elements());
    long dropout = CounterBasedRandom.key(recipe.seed(), Purpose.DROPOUT);
    try (Loader loader = new Loader(prepared, pipeline, recipe.batchSize(), recipe.seed(), true)) {
      loader.start(0, 0);
      for (long step = 0; loader.advance(); step++) {
        Program program = model.training(loader.size());
        program.forward(loader.images(), CounterBasedRandom.subkey(dropout, step));
        loss.add(program.output(), loader.targets(), loader.size());
      }
    }
    return loss.metrics();
  }
}
