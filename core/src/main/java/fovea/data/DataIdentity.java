package fovea.data;

import fovea.nn.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What identifies the images of a data set: if all of it is equal, so are the images, their labels
 * and their order.
 *
 * @param shape the shape of one image
 * @param classes the names of the classes
 * @param trainImages number of training images
 * @param testImages number of test images
 * @param trainChecksum the {@link ImageSet#checksum} of the training images
 * @param testChecksum the {@link ImageSet#checksum} of the test images
 * @param finalTestImages number of images for a final test; 0 if there are none, or they are not
 *     known
 * @param finalTestChecksum the {@link ImageSet#checksum} of these; empty if there are none, or they
 *     are not known
 */
public record DataIdentity(
    Shape shape,
    List<String> classes,
    int trainImages,
    int testImages,
    String trainChecksum,
    String testChecksum,
    int finalTestImages,
    String finalTestChecksum) {

  public DataIdentity {
    classes = List.copyOf(classes);
  }

  /** The identity of a data set. */
  public static DataIdentity of(DataSet data) {
    return new DataIdentity(
        data.shape(),
        data.classes(),
        data.train().size(),
        data.test().size(),
        data.train().checksum(),
        data.test().checksum(),
        data.finalTest().map(ImageSet::size).orElse(0),
        data.finalTest().map(ImageSet::checksum).orElse(""));
  }

  /**
   * Requires that training and test images are the identified ones.
   *
   * @throws IOException if they are not; the message says what differs
   */
  public void require(DataSet data) throws IOException {
    requireTest(data);
    requireSame(data, "training", trainImages, trainChecksum, data.train());
  }

  /**
   * Requires that the test images are the identified ones; the training images may differ.
   *
   * @throws IOException if they are not; the message says what differs
   */
  public void requireTest(DataSet data) throws IOException {
    if (!data.classes().equals(classes)) {
      throw different(data, "classes", classDifference(data.classes()));
    }
    if (!data.shape().equals(shape)) {
      throw different(
          data, "images", "they were of %s and are of %s now".formatted(shape, data.shape()));
    }
    requireSame(data, "test", testImages, testChecksum, data.test());
    if (finalTestImages > 0) {
      if (data.finalTest().isEmpty()) {
        throw different(
            data,
            "images for the final test",
            "there were %s and are none now".formatted(finalTestImages));
      }
      requireSame(
          data, "final test", finalTestImages, finalTestChecksum, data.finalTest().orElseThrow());
    }
  }

  private static void requireSame(
      DataSet data, String kind, int count, String checksum, ImageSet found) throws IOException {
    if (found.size() != count) {
      throw different(
          data, kind + " images", "there were %s and are %s now".formatted(count, found.size()));
    }
    if (!found.checksum().equals(checksum)) {
      throw different(
          data,
          kind + " images",
          "their checksum differs, so some were replaced, renamed or moved to another class");
    }
  }

  private String classDifference(List<String> found) {
    List<String> missing = new ArrayList<>(classes);
    missing.removeAll(found);
    List<String> added = new ArrayList<>(found);
    added.removeAll(classes);
    List<String> differences = new ArrayList<>();
    if (!missing.isEmpty()) {
      differences.add(listed(missing, "missing"));
    }
    if (!added.isEmpty()) {
      differences.add(listed(added, "new"));
    }
    return differences.isEmpty() ? "their order changed" : String.join(", ", differences);
  }

  private static String listed(List<String> names, String what) {
    return "%s %s %s".formatted(String.join(", ", names), names.size() == 1 ? "is" : "are", what);
  }

  private static IOException different(DataSet data, String what, String how) {
    return new IOException(
        "the %s of %s are not those of the run: %s. Restore them, or name the place of the right ones with --dataset"
            .formatted(what, data.name(), how));
  }
}
