package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/**
 * A data set: training images and test images of the same shape and classes.
 *
 * @param name its name
 * @param train the training images
 * @param test the test images
 */
public record DataSet(String name, ImageSet train, ImageSet test) {

  public DataSet {
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
