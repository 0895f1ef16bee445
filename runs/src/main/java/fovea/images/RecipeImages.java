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

/** Loads, selects and checks the images of a recipe. */
public final class RecipeImages {

  private RecipeImages() {}

  /**
   * Refuses a recipe whose preprocessing or network does not fit its images, as far as their format
   * is known without reading any.
   *
   * @throws RecipeException if it does not; the message says what, and of a network which layer
   */
  public static void check(Recipe recipe) {
    DataCatalog.format(recipe.dataset()).ifPresent(format -> check(recipe, format));
    if (recipe.imageSize() > 0) { // which a directory's images get; their classes are not known
      Preprocessing.check(recipe, Shape.image(3, recipe.imageSize(), recipe.imageSize()));
    }
  }

  /**
   * Refuses a recipe whose preprocessing or network does not fit some images.
   *
   * @throws RecipeException if it does not
   */
  public static void check(Recipe recipe, DataSet data) {
    check(recipe, new ImageFormat(data.shape(), data.classes().size()));
  }

  private static void check(Recipe recipe, ImageFormat format) {
    Shape input = Preprocessing.check(recipe, format.shape());
    RecipeNetwork.check(recipe, input, format.classes());
  }

  /**
   * All images of a recipe's data set.
   *
   * @throws RecipeException if they cannot be prepared as the recipe says, which is found before
   *     any image is read
   * @throws IOException if they cannot be had
   */
  public static DataSet load(DataCatalog catalog, Recipe recipe) throws IOException {
    return catalog.load(
        recipe.dataset(),
        recipe.imageSize(),
        format -> Preprocessing.check(recipe, format.shape()));
  }

  /**
   * The images that a recipe trains and tests on: held out and limited as it says.
   *
   * @throws RecipeException if they cannot be prepared as the recipe says or do not fit its
   *     network, which is found before any image is read; or if more are held out than there are
   * @throws IOException if they cannot be had
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

  private static ImageSet limit(ImageSet images, int most) {
    return most == 0 ? images : images.limit(most);
  }

  /**
   * The images that a run was trained and tested on.
   *
   * @param trainImages how many training images it used
   * @param testImages how many test images it used
   * @param testChecksum the SHA-256 of its test images and labels
   * @throws IOException if they cannot be had, or are others than they were
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

  /** The last training images in the place of the test images; all as it is for none. */
  private static DataSet heldOut(DataSet data, int count) {
    if (count == 0) {
      return data;
    }
    int kept = data.train().size() - count;
    if (kept < 1) {
      throw new RecipeException(
          "holdout is %d: of %d training images it must be below that"
              .formatted(count, data.train().size()));
    }
    return new DataSet(data.name(), data.train().limit(kept), data.train().skip(kept));
  }
}
