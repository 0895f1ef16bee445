package fovea.data;

import fovea.nn.Shape;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

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
  private final int[] positions;
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
    this(shape, classes, labels, pixels, IntStream.range(0, labels.length).toArray());
    if (classes.isEmpty() || classes.size() > 256) {
      throw new IllegalArgumentException(
          "%s classes: there must be from 1 to 256".formatted(classes.size()));
    }
    if (labels.length == 0 || (long) labels.length * shape.elements() != pixels.length) {
      throw new IllegalArgumentException(
          "%s labels and %s bytes of pixels: images of %s have %s bytes each, and there must be one"
              .formatted(labels.length, pixels.length, shape, shape.elements()));
    }
    for (int i = 0; i < labels.length; i++) {
      if (label(i) >= classes.size()) {
        throw new IllegalArgumentException(
            "image %s has label %s: there are %s classes".formatted(i, label(i), classes.size()));
      }
    }
  }

  /**
   * @param positions where each image of this set is among all that the arrays hold
   */
  private ImageSet(
      Shape shape, List<String> classes, byte[] labels, byte[] pixels, int[] positions) {
    this.shape = shape;
    this.classes = List.copyOf(classes);
    this.labels = labels;
    this.pixels = pixels;
    this.positions = positions;
  }

  /** One image's shape, C x H x W. */
  public Shape shape() {
    return shape;
  }

  /** Number of images. */
  public int size() {
    return positions.length;
  }

  /** The names of the classes. */
  public List<String> classes() {
    return classes;
  }

  /** The index of an image's class. */
  public int label(int image) {
    return Byte.toUnsignedInt(labels[positions[image]]);
  }

  /** Copies an image to an array, as C x H x W unsigned bytes. */
  public void copy(int image, byte[] destination) {
    System.arraycopy(pixels, positions[image] * shape.elements(), destination, 0, shape.elements());
  }

  /** The number of images of each class. */
  public int[] counts() {
    int[] counts = new int[classes.size()];
    for (int image = 0; image < size(); image++) {
      counts[label(image)]++;
    }
    return counts;
  }

  /**
   * A subset that is spread over the classes, sharing memory with this set: a stratified sample,
   * with the same share of each class, and at least one image of each if the limit allows. It is
   * drawn pseudo-randomly, depends on nothing but the labels and their order, and keeps that order.
   * A larger limit keeps all images of a smaller one.
   *
   * @param max how many images to keep at most; if there are no more, this set is returned
   * @throws IllegalArgumentException if the limit is below 1
   * @see #beyond
   */
  public ImageSet limit(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("limit is %s: it must be at least 1".formatted(max));
    }
    return max >= size() ? this : subset(Strata.of(this).limit(max).sorted());
  }

  /**
   * The images that {@link #limit} leaves out, in their order, sharing memory with this set. It is
   * spread over the classes too.
   *
   * @param max the limit, at least 1 and below the size
   * @throws IllegalArgumentException if the limit is out of range
   */
  public ImageSet beyond(int max) {
    if (max < 1 || max >= size()) {
      throw new IllegalArgumentException(
          "limit is %s: to leave out some of %s images it must be from 1 to %s"
              .formatted(max, size(), size() - 1));
    }
    return subset(Strata.of(this).skip(max).sorted());
  }

  private ImageSet subset(IntStream images) {
    int[] kept = images.map(image -> positions[image]).toArray();
    return new ImageSet(shape, classes, labels, pixels, kept);
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
      for (int position : positions) {
        digest.update(labels[position]);
        digest.update(pixels, position * shape.elements(), shape.elements());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
