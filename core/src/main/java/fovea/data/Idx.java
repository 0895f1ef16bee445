package fovea.data;

import fovea.nn.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The IDX format of MNIST: a magic number, dimensions as 32-bit big-endian integers, bytes. */
final class Idx {

  private static final int BYTES_1D = 0x801;
  private static final int BYTES_3D = 0x803;

  /** More than any set of this kind has; a header that claims more is damaged. */
  private static final int MOST_IMAGES = 10_000_000;

  private static final int LONGEST_SIDE = 4096;

  private Idx() {}

  /**
   * Reads grey images and their labels.
   *
   * @param name what to call the files in messages
   * @throws IOException if a file is damaged, truncated, too long, or a label names no class
   */
  static ImageSet read(String name, InputStream images, InputStream labels, List<String> classes)
      throws IOException {
    DataInputStream in = new DataInputStream(images);
    requireMagic(name + " images", in, BYTES_3D);
    int count = dimension(name + " images", in, MOST_IMAGES);
    int height = dimension(name + " images", in, LONGEST_SIDE);
    int width = dimension(name + " images", in, LONGEST_SIDE);
    if ((long) count * height * width > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%s images: %d images of %dx%d are more than fit".formatted(name, count, height, width));
    }
    byte[] pixels = rest(name + " images", in, count * height * width);
    DataInputStream labelsIn = new DataInputStream(labels);
    requireMagic(name + " labels", labelsIn, BYTES_1D);
    int labelCount = dimension(name + " labels", labelsIn, MOST_IMAGES);
    if (labelCount != count) {
      throw new IOException("%s: %d images but %d labels".formatted(name, count, labelCount));
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
          "%s: not an IDX file of the kind expected (it starts with %08x, not %08x)"
              .formatted(name, magic, expected));
    }
  }

  private static int dimension(String name, DataInputStream in, int most) throws IOException {
    int value = readInt(name, in);
    if (value < 1 || value > most) {
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

  /** All that is left, which must be exactly this long; memory grows with what is really there. */
  private static byte[] rest(String name, InputStream in, int length) throws IOException {
    byte[] bytes;
    boolean more;
    try {
      bytes = in.readNBytes(length);
      more = in.read() >= 0; // where a gzip file's checksum is looked at
    } catch (IOException e) {
      throw new IOException(name + ": damaged, " + Reason.of(e), e);
    }
    if (bytes.length != length) {
      throw new IOException("%s: truncated, %d bytes of %d".formatted(name, bytes.length, length));
    }
    if (more) {
      throw new IOException(name + ": more bytes than its header says");
    }
    return bytes;
  }
}
