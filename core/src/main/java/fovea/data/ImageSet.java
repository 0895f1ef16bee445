package fovea.data;

import fovea.nn.Shape;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An immutable set of labelled images of one shape, held in memory with 8 bits per channel.
 *
 * @see DataSet
 */
public final class ImageSet {

  private final Shape shape;
  private final List<String> classes;
  private final byte[] labels;
  private final byte[] pixels;
  private final int size;
  private volatile String checksum = "";

  /**
   * @param shape one image's shape, C x H x W
   * @param classes the names of the classes, at most 256
   * @param labels the index of each image's class
   * @param pixels the concatenated images, N x C x H x W
   * @throws IllegalArgumentException if there is no image, the lengths disagree, or a label is out
   *     of range
   */
  public ImageSet(Shape shape, List<String> classes, byte[] labels, byte[] pixels) {
    this(shape, classes, labels, pixels, labels.length);
    if (classes.isEmpty() || classes.size() > 256) {
      throw new IllegalArgumentException(
          "%d classes: there must be from 1 to 256".formatted(classes.size()));
    }
    if (labels.length == 0 || (long) labels.length * shape.elements() != pixels.length) {
      throw new IllegalArgumentException(
          "%d labels and %d bytes of pixels: images of %s have %d bytes each, and there must be one"
              .formatted(labels.length, pixels.length, shape, shape.elements()));
    }
    for (int i = 0; i < labels.length; i++) {
      if (label(i) >= classes.size()) {
        throw new IllegalArgumentException(
            "image %d has label %d: there are %d classes".formatted(i, label(i), classes.size()));
      }
    }
  }

  private ImageSet(Shape shape, List<String> classes, byte[] labels, byte[] pixels, int size) {
    this.shape = shape;
    this.classes = List.copyOf(classes);
    this.labels = labels;
    this.pixels = pixels;
    this.size = size;
  }

  /** One image's shape, C x H x W. */
  public Shape shape() {
    return shape;
  }

  /** Number of images. */
  public int size() {
    return size;
  }

  /** The names of the classes. */
  public List<String> classes() {
    return classes;
  }

  /** The index of an image's class. */
  public int label(int image) {
    return Byte.toUnsignedInt(labels[image]);
  }

  /** Copies an image to an array, as C x H x W unsigned bytes. */
  public void copy(int image, byte[] destination) {
    System.arraycopy(pixels, image * shape.elements(), destination, 0, shape.elements());
  }

  /**
   * The first images, sharing memory with this set; all of them if there are no more.
   *
   * @param max how many images to keep at most
   * @throws IllegalArgumentException if the limit is below 1
   */
  public ImageSet limit(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("limit is %d: it must be at least 1".formatted(max));
    }
    return new ImageSet(shape, classes, labels, pixels, Math.min(max, size));
  }

  /**
   * All but the first images, copied.
   *
   * @param count how many to skip, 0 or more and below the size
   * @throws IllegalArgumentException if the count is out of range
   */
  public ImageSet skip(int count) {
    if (count < 0 || count >= size) {
      throw new IllegalArgumentException(
          "count is %d: to skip some of %d images it must be from 0 to %d"
              .formatted(count, size, size - 1));
    }
    return new ImageSet(
        shape,
        classes,
        Arrays.copyOfRange(labels, count, size),
        Arrays.copyOfRange(pixels, count * shape.elements(), size * shape.elements()));
  }

  /**
   * The SHA-256, in hexadecimal, of all labels and images: each label byte followed by its image.
   * For CIFAR-10 this is the layout of the official binary files.
   */
  public String checksum() {
    if (checksum.isEmpty()) {
      checksum = computeChecksum();
    }
    return checksum;
  }

  private String computeChecksum() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int image = 0; image < size; image++) {
        digest.update(labels[image]);
        digest.update(pixels, image * shape.elements(), shape.elements());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
