package fovea.data;

import fovea.nn.Shape;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Labelled images of one size, 8 bits a channel, in memory. Immutable.
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
   * @param pixels the images one behind the other, each C x H x W
   * @throws IllegalArgumentException if there is no image, the lengths disagree, or a label names
   *     no class
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

  public int size() {
    return size;
  }

  public List<String> classes() {
    return classes;
  }

  /** The index of an image's class. */
  public int label(int image) {
    return Byte.toUnsignedInt(labels[image]);
  }

  /** Copies an image, C x H x W unsigned bytes. */
  public void copy(int image, byte[] destination) {
    System.arraycopy(pixels, image * shape.elements(), destination, 0, shape.elements());
  }

  /**
   * The first images only; all of them if there are no more.
   *
   * @throws IllegalArgumentException if the number is below 1
   */
  public ImageSet limit(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("limit is %d: it must be at least 1".formatted(most));
    }
    return new ImageSet(shape, classes, labels, pixels, Math.min(most, size));
  }

  /**
   * All but the first images, in memory of their own.
   *
   * @param count how many to leave out, from 0 and below the size
   */
  public ImageSet skip(int count) {
    if (count < 0 || count >= size) {
      throw new IllegalArgumentException(
          "%d images to skip: of %d it must be from 0 to %d".formatted(count, size, size - 1));
    }
    return new ImageSet(
        shape,
        classes,
        Arrays.copyOfRange(labels, count, size),
        Arrays.copyOfRange(pixels, count * shape.elements(), size * shape.elements()));
  }

  /** The SHA-256 of all records, each a label and its image: for CIFAR-10 the official layout. */
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
