package fovea.images;

import fovea.data.DataCatalog;
import fovea.data.DataIdentity;
import fovea.data.DataSet;
import fovea.data.ImageFormat;
import fovea.data.ImageSet;
import fovea.data.Resize;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeNetwork;
import fovea.recipe.ResizedEpochs;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the images of a recipe, selects the subsets it uses, and checks that they fit its
 * preprocessing and network.
 */
public final class RecipeImages {

  private static final Logger LOG = LoggerFactory.getLogger(RecipeImages.class);

  /** Maximum number of classes that a warning names. */
  private static final int MAX_NAMED = 5;

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
    // Of a directory, the number of classes is not known yet.
    recipe
        .imageSize()
        .size()
        .ifPresent(
            size -> Preprocessing.check(recipe, Shape.image(3, size.height(), size.width())));
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
    if (format.classes() < 2) {
      throw new RecipeException(
          "%s has one class: there is nothing to tell apart, it must have at least two"
              .formatted(recipe.dataset()));
    }
    Shape input = Preprocessing.check(recipe, format.shape());
    RecipeNetwork.check(recipe, input, format.classes());
    for (ResizedEpochs each : recipe.resizedEpochs()) {
      Shape resized = new Resize(each.size()).output(input);
      RecipeNetwork.checkResized(recipe, input, resized, format.classes());
    }
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
        recipe.imageOptions(),
        format -> Preprocessing.check(recipe, format.shape()));
  }

  /**
   * Loads the images that a recipe trains and tests on, after applying its holdout and its limits.
   * A warning is logged if these leave out whole classes.
   *
   * @throws RecipeException if the recipe's preprocessing or network does not fit the images,
   *     thrown before any image is decoded; if the holdout leaves no training image; or if there is
   *     only one class
   * @throws IOException if the images cannot be loaded
   */
  public static DataSet select(DataCatalog catalog, Recipe recipe) throws IOException {
    check(recipe);
    DataSet all =
        catalog.load(recipe.dataset(), recipe.imageOptions(), format -> check(recipe, format));
    DataSet data = selected(all, recipe);
    warnIfClassesAreMissing("training", data.train());
    warnIfClassesAreMissing("test", data.test());
    return data;
  }

  private static DataSet selected(DataSet all, Recipe recipe) {
    DataSet data = heldOut(all, recipe.holdout());
    return new DataSet(
        data.name(),
        limit(data.train(), "limit_train", recipe.limitTrain()),
        limit(data.test(), "limit_test", recipe.limitTest()),
        data.finalTest().map(images -> limit(images, "limit_test", recipe.limitTest())));
  }

  private static ImageSet limit(ImageSet images, String key, int max) {
    if (max > images.size()) {
      LOG.info("{} is {}: there are {} images, and all of them are used", key, max, images.size());
    }
    return max == 0 ? images : images.limit(max);
  }

  private static void warnIfClassesAreMissing(String kind, ImageSet images) {
    int[] counts = images.counts();
    List<String> missing =
        IntStream.range(0, counts.length)
            .filter(label -> counts[label] == 0)
            .mapToObj(images.classes()::get)
            .toList();
    if (!missing.isEmpty()) {
      LOG.warn(
          "{} of {} classes have no {} image: {}",
          missing.size(),
          counts.length,
          kind,
          String.join(", ", missing.subList(0, Math.min(missing.size(), MAX_NAMED)))
              + (missing.size() > MAX_NAMED ? ", ..." : ""));
    }
  }

  /**
   * Loads the images that a run was trained and tested on.
   *
   * @param identity identifies these images
   * @throws IOException if the images cannot be loaded, or the test images have changed since
   */
  public static DataSet again(DataCatalog catalog, Recipe recipe, DataIdentity identity)
      throws IOException {
    DataSet data = selected(load(catalog, recipe), recipe);
    if (data.train().size() > identity.trainImages()
        || data.test().size() > identity.testImages()) {
      DataSet limited =
          new DataSet(
              data.name(),
              data.train().limit(identity.trainImages()),
              data.test().limit(identity.testImages()),
              data.finalTest());
      if (DataIdentity.of(limited).equals(identity)) {
        return limited; // an experiment whose own images were limited
      }
    }
    identity.requireTest(data);
    return data;
  }

  /**
   * Moves {@code count} training images, spread over the classes, to the test images, which they
   * replace; changes nothing if it is 0.
   */
  private static DataSet heldOut(DataSet data, int count) {
    if (count == 0) {
      return data;
    }
    int kept = data.train().size() - count;
    if (kept < 1) {
      throw new RecipeException(
          "holdout is %s: it must be below %s, the number of training images"
              .formatted(count, data.train().size()));
    }
    return new DataSet(
        data.name(), data.train().limit(kept), data.train().beyond(kept), data.finalTest());
  }
}
