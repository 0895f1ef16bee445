package fovea.experiment;

import fovea.data.DataSet;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.Precision;
import fovea.images.Preprocessing;
import fovea.nn.Network;
import fovea.pretrained.InitialWeights;
import fovea.recipe.Durations;
import fovea.recipe.FrozenParameters;
import fovea.recipe.Recipe;
import fovea.recipe.ViewKind;
import fovea.train.Trainer;
import java.util.Locale;

/** Translates a recipe into the {@link Setup} of a training. */
final class FromRecipe {

  private FromRecipe() {}

  /**
   * Builds the setup of a recipe's training.
   *
   * @param data the images to train and test on
   * @param preprocessing the preprocessing, fitted to the training images
   * @param engine the engine to compute with
   * @param initial the initial weights
   */
  static Setup setup(
      Recipe recipe,
      Network network,
      DataSet data,
      Preprocessing preprocessing,
      Engine engine,
      InitialWeights initial) {
    return new Setup(
        preprocessing.prepare(data, engine),
        network,
        preprocessing.train(),
        preprocessing.test(),
        preprocessing.test(ViewKind.NONE).get(0),
        recipe.batchSize(),
        recipe.seed(),
        Engines.precision(recipe.precision(), engine, network, preprocessing.input()),
        Precision.valueOf(recipe.exchange().toUpperCase(Locale.ROOT)),
        recipe.syncBatchNorm(),
        initial,
        FrozenParameters.of(recipe.freeze(), network, preprocessing.input()),
        new Optimizers(recipe, engine.matrixProduct())::of,
        batches -> Schedules.of(recipe, batches),
        new Trainer.Plan(
            recipe.epochs(),
            Durations.parse(recipe.maxTime()),
            recipe.patience(),
            Schedules.plateau(recipe)),
        recipe.activations());
  }
}
