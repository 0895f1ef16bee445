package fovea.data;

import fovea.nn.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * Reads the IDX format of MNIST: a magic number, the dimensions as 32-bit big-endian integers, then
 * the values as bytes.
 */
final class Idx {

  private static final int BYTES_1D = 0x801;
  private static final int BYTES_3D = 0x803;

  /** Far more than any data set in this format has; a header that claims more is damaged. */
  private static final int MAX_IMAGES = 10_000_000;

  private static final int MAX_SIDE = 4096;

  private Idx() {}

  /**
   * Reads greyscale images and their labels.
   *
   * @param name the data set's name in messages
   * @throws IOException if a file is damaged, truncated or too long, or a label is out of range
   */
  static ImageSet read(String name, InputStream images, InputStream labels, List<String> classes)
      throws IOException {
    DataInputStream in = new DataInputStream(images);
    requireMagic(name + " images", in, BYTES_3D);
    int count = dimension(name + " images", in, MAX_IMAGES);
    int height = dimension(name + " images", in, MAX_SIDE);
    int width = dimension(name + " images", in, MAX_SIDE);
    if ((long) count * height * width > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%s images: %s images of %sx%s do not fit into 2 GiB"
              .formatted(name, count, height, width));
    }
    byte[] pixels = rest(name + " images", in, count * height * width);
    DataInputStream labelsIn = new DataInputStream(labels);
    requireMagic(name + " labels", labelsIn, BYTES_1D);
    int labelCount = dimension(name + " labels", labelsIn, MAX_IMAGES);
    if (labelCount != count) {
      throw new IOException("%s: %s images but %s labels".formatted(name, count, labelCount));
    }
    byte[] indexes = rest(name + " labels", labelsIn, count);
    try {
      return new ImageSet(Shape.image(1, height, width), classes, indexes, pixels);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private static void requireMagic(String name, DataInputStream in, int expected)
      throws IOException {
    int magic = readInt(name, in);
    if (magic != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: not an IDX file of the kind expected (it starts with %08x, not %08x)",
              name,
              magic,
              expected));
    }
  }

  private static int dimension(String name, DataInputStream in, int max) throws IOException {
    int value = readInt(name, in);
    if (value < 1 || value > max) {
      throw new IOException(
          "%s: the header claims a dimension of %s"
              .formatted(name, Integer.toUnsignedString(value)));
    }
    return value;
  }

  private static int readInt(String name, DataInputStream in) throws IOException {
    try {
      return in.readInt();
    } catch (EOFException e) {
      throw new IOException(name + ": truncated in its header", e);
    } catch (IOException e) {
      throw new IOException(name + ": damaged, " + Reason.of(e), e);
    }
  }

  /** Reads the rest, which must have this length; memory grows with the actual data only. */
  private static byte[] rest(String name, InputStream in, int length) throws IOException {
    byte[] bytes;
    boolean more;
    try {
      bytes = in.readNBytes(length);
      more = in.read() >= 0; // reaching the end verifies a gzip file's checksum
    } catch (IOException e) {
      throw new IOException(name + ": damaged, " + Reason.of(e), e);
    }
    if (bytes.length != length) {
      throw new IOException("%s: truncated, %s bytes of %s".formatted(name, bytes.length, length));
    }
    if (more) {
      throw new IOException(name + ": longer than its header says");
    }
    return bytes;
  }
}
