package fovea.data;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The chunks of PNG files (W3C, Portable Network Graphics, third edition, section 11). */
final class PngChunks {

  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int EXIF = 0x65584966; // eXIf
  private static final int ANIMATION = 0x6163544c; // acTL

  private PngChunks() {}

  /** Whether a file, or its first bytes, are those of a PNG file. */
  static boolean isPng(byte[] file) {
    return file.length >= 8 && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  /** The EXIF data of a PNG file; empty if it has none or is no PNG file. */
  static Optional<ByteBuffer> exif(byte[] file) {
    return chunk(file, EXIF);
  }

  /** Whether a file is an animation of several images. */
  static boolean isAnimation(byte[] file) {
    return chunk(file, ANIMATION)
        .map(data -> data.remaining() >= Integer.BYTES && data.getInt() > 1)
        .orElse(false);
  }

  /** The data of the first chunk of a type; empty if a PNG file has none, or it is another file. */
  private static Optional<ByteBuffer> chunk(byte[] file, int wanted) {
    if (!isPng(file)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).position(8);
    while (bytes.remaining() >= 12) {
      int length = bytes.getInt();
      int type = bytes.getInt();
      if (length < 0 || length > bytes.remaining() - 4) {
        return Optional.empty();
      }
      if (type == wanted) {
        return Optional.of(bytes.slice(bytes.position(), length));
      }
      bytes.position(bytes.position() + length + 4); // and the checksum
    }
    return Optional.empty();
  }
}
