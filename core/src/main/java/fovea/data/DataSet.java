package fovea.data;

import fovea.nn.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A data set: training images and test images of the same shape and classes.
 *
 * @param name its name
 * @param train the training images
 * @param test the images that a training is judged by after each epoch
 * @param finalTest images for the test of a run that has ended, if those that it was judged by are
 *     not to be used for it; otherwise the test images are used
 */
public record DataSet(String name, ImageSet train, ImageSet test, Optional<ImageSet> finalTest) {

  public DataSet {
    requireLike(train, test, name);
    finalTest.ifPresent(images -> requireLike(train, images, name));
  }

  /**
   * A data set without images for a final test only.
   *
   * @param name its name
   * @param train the training images
   * @param test the test images
   */
  public DataSet(String name, ImageSet train, ImageSet test) {
    this(name, train, test, Optional.empty());
  }

  private static void requireLike(ImageSet train, ImageSet test, String name) {
    if (!train.shape().equals(test.shape()) || !train.classes().equals(test.classes())) {
      throw new IllegalArgumentException(
          "data set %s: training and test images differ in shape or classes".formatted(name));
    }
  }

  /** The shape of one image. */
  public Shape shape() {
    return train.shape();
  }

  /** The names of the classes. */
  public List<String> classes() {
    return train.classes();
  }
}
