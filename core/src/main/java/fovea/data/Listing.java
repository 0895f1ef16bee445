package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The image files of a data set and their classes, before any of them is read.
 *
 * @param place the directory or file that lists them, whose path is the data set's name
 * @param root the directory that they are in
 * @param classes the names of the classes
 * @param train the training images
 * @param test the images that a training is judged by
 * @param finalTest the images for a final test; empty if there are no others for it
 */
record Listing(
    Path place,
    Path root,
    List<String> classes,
    List<Item> train,
    List<Item> test,
    List<Item> finalTest) {

  /**
   * An image file.
   *
   * @param label the index of its class
   */
  record Item(Path file, int label) {}

  private static final int ONE_IN = 5;

  /**
   * A listing of images that are not divided yet: every fifth of each class becomes a test image,
   * in a pseudo-random order that depends only on the order of the files, or the last one of a
   * class with two to four images.
   *
   * @param all the images, class by class
   */
  static Listing divided(Path place, Path root, List<String> classes, List<Item> all) {
    List<Item> train = new ArrayList<>();
    List<Item> test = new ArrayList<>();
    int start = 0;
    while (start < all.size()) {
      int label = all.get(start).label();
      int end = start;
      while (end < all.size() && all.get(end).label() == label) {
        end++;
      }
      int[] order = new int[end - start];
      CounterBasedRandom.permutation(order, CounterBasedRandom.key(label, Purpose.SHUFFLE));
      for (int i = 0; i < order.length; i++) {
        boolean fifth = i % ONE_IN == ONE_IN - 1;
        boolean lastOfFew = order.length < ONE_IN && i > 0 && i == order.length - 1;
        (fifth || lastOfFew ? test : train).add(all.get(start + order[i]));
      }
      start = end;
    }
    return new Listing(place, root, classes, train, test, List.of());
  }
}
