package fovea.data;

import fovea.nn.Shape;
import java.io.IOException;
import java.util.List;

/** CIFAR-10's binary format: records of a label, then 1024 red, 1024 green and 1024 blue bytes. */
final class CifarBinary {

  static final Shape SHAPE = Shape.image(3, 32, 32);

  static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarBinary() {}

  /**
   * Decodes records.
   *
   * @param name the file's name in messages
   * @throws IOException if there is not a whole number of records, or a label is out of range
   */
  static ImageSet decode(String name, byte[] records) throws IOException {
    int record = 1 + SHAPE.elements();
    if (records.length == 0 || records.length % record != 0) {
      throw new IOException(
          "%s: %s bytes are not a whole number of records of %s: it is truncated or no CIFAR-10 file"
              .formatted(name, records.length, record));
    }
    int count = records.length / record;
    byte[] labels = new byte[count];
    byte[] pixels = new byte[count * SHAPE.elements()];
    for (int i = 0; i < count; i++) {
      labels[i] = records[i * record];
      System.arraycopy(records, i * record + 1, pixels, i * SHAPE.elements(), SHAPE.elements());
    }
    try {
      return new ImageSet(SHAPE, CLASSES, labels, pixels);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Concatenates the records of several files. */
  static byte[] concatenate(List<byte[]> files) {
    byte[] all = new byte[files.stream().mapToInt(file -> file.length).sum()];
    int offset = 0;
    for (byte[] file : files) {
      System.arraycopy(file, 0, all, offset, file.length);
      offset += file.length;
    }
    return all;
  }
}
