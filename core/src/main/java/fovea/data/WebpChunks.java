package fovea.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The chunks of WebP files, which are RIFF files (RFC 9649, section 2). */
final class WebpChunks {

  private static final int RIFF = fourCc("RIFF");
  private static final int WEBP = fourCc("WEBP");
  private static final int EXTENDED = fourCc("VP8X");
  private static final int EXIF = fourCc("EXIF");

  /** The first chunk, and the flags of an extended file in it. */
  private static final int FIRST = 12;

  private static final int FLAGS = 20;
  private static final int ANIMATION = 1 << 1;
  private static final int HAS_EXIF = 1 << 3;
  private static final int HAS_PROFILE = 1 << 5;

  private WebpChunks() {}

  private static int fourCc(String name) {
    return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
  }

  private static ByteBuffer buffer(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The flags that tell what an extended file has; 0 for all other files. */
  private static int flags(byte[] file) {
    ByteBuffer bytes = buffer(file);
    boolean extended =
        file.length > FLAGS
            && bytes.getInt(0) == RIFF
            && bytes.getInt(8) == WEBP
            && bytes.getInt(FIRST) == EXTENDED;
    return extended ? file[FLAGS] : 0;
  }

  /**
   * Whether a file claims to have EXIF data, which are behind the image.
   *
   * @param head the file, or its first bytes
   */
  static boolean claimsExif(byte[] head) {
    return (flags(head) & HAS_EXIF) != 0;
  }

  /** Whether a file is an animation. */
  static boolean isAnimation(byte[] file) {
    return (flags(file) & ANIMATION) != 0;
  }

  /** The EXIF data of a WebP file; empty if it has none or is no WebP file. */
  static Optional<ByteBuffer> exif(byte[] file) {
    if (!claimsExif(file)) {
      return Optional.empty();
    }
    ByteBuffer bytes = buffer(file).position(FIRST);
    while (bytes.remaining() >= 8) {
      int type = bytes.getInt();
      int length = bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        return Optional.empty();
      }
      if (type == EXIF) {
        return Optional.of(bytes.slice(bytes.position(), length));
      }
      int end = bytes.position() + length + (length & 1); // which is padded
      bytes.position(Math.min(end, bytes.limit()));
    }
    return Optional.empty();
  }

  /** A copy that claims to have no colour profile; empty if the file claims that, or is another. */
  static Optional<byte[]> withoutProfile(byte[] file) {
    if ((flags(file) & HAS_PROFILE) == 0) {
      return Optional.empty();
    }
    byte[] copy = file.clone();
    copy[FLAGS] &= (byte) ~HAS_PROFILE;
    return Optional.of(copy);
  }
}
