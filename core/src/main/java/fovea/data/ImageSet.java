package fovea.data;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable set of labelled images of one shape, with 8 bits per channel. Images may be stored
 * larger than that shape: a set then consists of their centres, and random crops are cut from the
 * whole ones.
 *
 * @see DataSet
 */
public final class ImageSet {

  /** With more classes, a label does not fit into a byte. */
  private static final int BYTE_CLASSES = 256;

  private final Shape shape;
  private final List<String> classes;
  private final int[] labels;
  private final Pixels pixels;
  private final int[] positions;
  private volatile String checksum = "";

  /**
   * A set of at most 256 classes in an array.
   *
   * @param shape one image's shape, C x H x W
   * @param classes the names of the classes
   * @param labels the index of each image's class, unsigned
   * @param pixels the concatenated images, N x C x H x W
   * @throws IllegalArgumentException if there is no image, the lengths disagree, or a label is out
   *     of range
   */
  public ImageSet(Shape shape, List<String> classes, byte[] labels, byte[] pixels) {
    this(
        shape,
        classes,
        IntStream.range(0, labels.length).map(i -> Byte.toUnsignedInt(labels[i])).toArray(),
        new ArrayPixels(shape, requireImages(shape, labels.length, pixels)));
  }

  /**
   * A set of any size.
   *
   * @param shape one image's shape, C x H x W
   * @param classes the names of the classes
   * @param labels the index of each image's class
   * @param pixels the images, none of them smaller than the shape
   * @throws IllegalArgumentException if there is no image, the numbers disagree, or a label is out
   *     of range
   */
  public ImageSet(Shape shape, List<String> classes, int[] labels, Pixels pixels) {
    this(shape, List.copyOf(classes), labels.clone(), pixels, identity(labels.length));
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("0 classes: there must be at least one");
    }
    if (labels.length == 0 || labels.length != pixels.count()) {
      throw new IllegalArgumentException(
          "%s labels and %s images: there must be as many, and at least one"
              .formatted(labels.length, pixels.count()));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes.size()) {
        throw new IllegalArgumentException(
            "image %s has label %s: there are %s classes".formatted(i, labels[i], classes.size()));
      }
    }
  }

  /**
   * @param positions where each image of this set is among all that the arrays hold
   */
  private ImageSet(
      Shape shape, List<String> classes, int[] labels, Pixels pixels, int[] positions) {
    this.shape = shape;
    this.classes = classes;
    this.labels = labels;
    this.pixels = pixels;
    this.positions = positions;
  }

  /**
   * A set in an array, of any number of classes.
   *
   * @param labels the index of each image's class
   * @param pixels the concatenated images, N x C x H x W
   * @throws IllegalArgumentException if there is no image, the lengths disagree, or a label is out
   *     of range
   */
  public static ImageSet of(Shape shape, List<String> classes, int[] labels, byte[] pixels) {
    return new ImageSet(
        shape,
        classes,
        labels,
        new ArrayPixels(shape, requireImages(shape, labels.length, pixels)));
  }

  /** A set of some of the images that are stored. */
  static ImageSet of(Shape shape, List<String> classes, int[] labels, Pixels pixels, int[] kept) {
    ImageSet all = new ImageSet(shape, classes, labels, pixels);
    return kept.length == labels.length ? all : all.subset(IntStream.of(kept));
  }

  private static byte[] requireImages(Shape shape, int labels, byte[] pixels) {
    if (labels == 0 || (long) labels * shape.elements() != pixels.length) {
      throw new IllegalArgumentException(
          "%s labels and %s bytes of pixels: images of %s have %s bytes each, and there must be one"
              .formatted(labels, pixels.length, shape, shape.elements()));
    }
    return pixels;
  }

  private static int[] identity(int length) {
    return IntStream.range(0, length).toArray();
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

  /** The name of an image for people: the file that it was read from, or its number. */
  public String name(int image) {
    return pixels.name(positions[image]);
  }

  /** The index of an image's class. */
  public int label(int image) {
    return labels[positions[image]];
  }

  /** Copies an image to an array, as C x H x W unsigned bytes. */
  public void copy(int image, byte[] destination) {
    Shape whole = wholeShape(image);
    if (whole.equals(shape)) {
      pixels.copy(positions[image], destination);
    } else {
      byte[] all = new byte[whole.elements()];
      pixels.copy(positions[image], all);
      Crop.centre(all, whole, shape, destination);
    }
  }

  /** The shape of an image as it is stored, which may be larger than the set's and differ. */
  public Shape wholeShape(int image) {
    Size size = pixels.size(positions[image]);
    return size.height() == shape.height() && size.width() == shape.width()
        ? shape
        : Shape.image(shape.channels(), size.height(), size.width());
  }

  /** Copies an image as it is stored, with {@link #wholeShape}. */
  void copyWhole(int image, byte[] destination) {
    pixels.copy(positions[image], destination);
  }

  /** The largest number of values of an image as it is stored. */
  int largest() {
    int largest = shape.elements();
    for (int position : positions) {
      largest = Math.max(largest, shape.channels() * pixels.size(position).area());
    }
    return largest;
  }

  /** Whether images are decoded from their files whenever they are read. */
  boolean decodes() {
    return pixels.decodes();
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

  /**
   * A set of some images in the given order, sharing memory with this set.
   *
   * @param images their indexes
   */
  public ImageSet select(int... images) {
    return subset(IntStream.of(images));
  }

  private ImageSet subset(IntStream images) {
    int[] kept = images.map(image -> positions[image]).toArray();
    return new ImageSet(shape, classes, labels, pixels, kept);
  }

  /**
   * The SHA-256, in hexadecimal, of all labels and images: each label byte, four of them with more
   * than 256 classes, followed by its image, or for images of files by the digest of what was
   * decoded. For CIFAR-10 this is the layout of the official binary files.
   */
  public String checksum() {
    if (checksum.isEmpty()) {
      checksum = computeChecksum();
    }
    return checksum;
  }

  private String computeChecksum() {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[largest()];
    for (int image = 0; image < size(); image++) {
      if (classes.size() > BYTE_CLASSES) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(label(image)).array());
      } else {
        digest.update((byte) label(image));
      }
      pixels.digest(positions[image], wholeShape(image).elements(), buffer, digest);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
