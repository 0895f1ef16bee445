package fovea.images;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageFormat;
import fovea.data.ImageSet;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeNetwork;
import java.io.IOException;

/**
 * Loads the images of a recipe, selects the subsets it uses, and checks that they fit its
 * preprocessing and network.
 */
public final class RecipeImages {

  private RecipeImages() {}

  /**
   * Checks that a recipe's preprocessing and network fit its images, as far as the image format is
   * known without reading any image.
   *
   * @throws RecipeException if they do not fit; the message says why and, for a network, at which
   *     layer
   */
  public static void check(Recipe recipe) {
    DataCatalog.format(recipe.dataset()).ifPresent(format -> check(recipe, format));
    if (recipe.imageSize() > 0) { // a directory, whose number of classes is not known yet
      Preprocessing.check(recipe, Shape.image(3, recipe.imageSize(), recipe.imageSize()));
    }
  }

  /**
   * Checks that a recipe's preprocessing and network fit the images of a data set.
   *
   * @throws RecipeException if they do not fit
   */
  public static void check(Recipe recipe, DataSet data) {
    check(recipe, new ImageFormat(data.shape(), data.classes().size()));
  }

  private static void check(Recipe recipe, ImageFormat format) {
    Shape input = Preprocessing.check(recipe, format.shape());
    RecipeNetwork.check(recipe, input, format.classes());
  }

  /**
   * Loads all images of a recipe's data set.
   *
   * @throws RecipeException if the recipe's preprocessing does not fit the images; thrown before
   *     any image is decoded
   * @throws IOException if the images cannot be loaded
   */
  public static DataSet load(DataCatalog catalog, Recipe recipe) throws IOException {
    return catalog.load(
        recipe.dataset(),
        recipe.imageSize(),
        format -> Preprocessing.check(recipe, format.shape()));
  }

  /**
   * Loads the images that a recipe trains and tests on, after applying its holdout and its limits.
   *
   * @throws RecipeException if the recipe's preprocessing or network does not fit the images,
   *     thrown before any image is decoded; or if the holdout leaves no training image
   * @throws IOException if the images cannot be loaded
   */
  public static DataSet select(DataCatalog catalog, Recipe recipe) throws IOException {
    check(recipe);
    DataSet all =
        catalog.load(recipe.dataset(), recipe.imageSize(), format -> check(recipe, format));
    DataSet data = heldOut(all, recipe.holdout());
    return new DataSet(
        data.name(),
        limit(data.train(), recipe.limitTrain()),
        limit(data.test(), recipe.limitTest()));
  }

  private static ImageSet limit(ImageSet images, int max) {
    return max == 0 ? images : images.limit(max);
  }

  /**
   * Loads the images that a run was trained and tested on.
   *
   * @param trainImages number of training images the run used
   * @param testImages number of test images the run used
   * @param testChecksum the SHA-256 of the run's test images and labels
   * @throws IOException if the images cannot be loaded, or the test images have changed since
   */
  public static DataSet again(
      DataCatalog catalog, Recipe recipe, int trainImages, int testImages, String testChecksum)
      throws IOException {
    DataSet all = heldOut(load(catalog, recipe), recipe.holdout());
    DataSet data =
        new DataSet(all.name(), all.train().limit(trainImages), all.test().limit(testImages));
    if (!data.test().checksum().equals(testChecksum)) {
      throw new IOException(
          "the test images of %s are not those that the run was tested on: their checksum differs"
              .formatted(recipe.dataset()));
    }
    return data;
  }

  /**
   * Replaces the test images by the last {@code count} training images; changes nothing if it is 0.
   */
  private static DataSet heldOut(DataSet data, int count) {
    if (count == 0) {
      return data;
    }
    int kept = data.train().size() - count;
    if (kept < 1) {
      throw new RecipeException(
          "holdout is %d: it must be below %d, the number of training images"
              .formatted(count, data.train().size()));
    }
    return new DataSet(data.name(), data.train().limit(kept), data.train().skip(kept));
  }
}
