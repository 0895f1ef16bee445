package fovea.data;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Takes colour profiles out of TIFF and WebP files, whose decoders would apply them, or refuse the
 * file if its profile is damaged. Those of other formats are left alone, as they have no effect.
 */
final class ColorProfiles {

  private static final int TIFF_PROFILE = 0x8773;
  private static final short NO_TAG = -1;

  private ColorProfiles() {}

  /** The file itself if it has no profile, or is of another format; otherwise a copy without. */
  static byte[] removed(byte[] file) {
    OptionalInt tag =
        TiffDirectory.first(ByteBuffer.wrap(file))
            .map(each -> each.entry(TIFF_PROFILE))
            .orElse(OptionalInt.empty());
    if (tag.isEmpty()) {
      return WebpChunks.withoutProfile(file).orElse(file);
    }
    byte[] copy = file.clone();
    ByteBuffer.wrap(copy).putShort(tag.getAsInt(), NO_TAG);
    return copy;
  }
}
