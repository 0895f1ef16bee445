package fovea.experiment;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.images.RecipeImages;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The images and the engine that a training starts with.
 *
 * @param data the images to train and test on
 * @param engine the engine to compute with
 * @param nanos the time at which both were loaded, by {@link System#nanoTime}
 */
record Start(DataSet data, Engine engine, long nanos) {

  /** Loads the images and the engine of a recipe concurrently, since each takes a while. */
  static Start of(Recipe recipe, DataCatalog catalog) throws IOException {
    Engines.checkThreads(recipe.threads());
    CompletableFuture<Engine> loading =
        CompletableFuture.supplyAsync(() -> Engines.named(recipe.engine()));
    DataSet data = RecipeImages.select(catalog, recipe);
    return new Start(data, loaded(loading), System.nanoTime());
  }

  private static Engine loaded(CompletableFuture<Engine> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** A copy with other images. */
  Start with(DataSet data) {
    return new Start(data, engine, nanos);
  }
}
