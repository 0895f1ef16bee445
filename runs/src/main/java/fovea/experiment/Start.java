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
 * @param data the images to train and to test on
 * @param engine what computes
 * @param nanos when both were there, by {@link System#nanoTime}
 */
record Start(DataSet data, Engine engine, long nanos) {

  /** Loads a recipe's images and its engine, at the same time: either takes a while. */
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

  /** The same with other images. */
  Start with(DataSet data) {
    return new Start(data, engine, nanos);
  }
}
