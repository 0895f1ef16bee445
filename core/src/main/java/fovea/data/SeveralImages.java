package fovea.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Whether a file has more than one image: an animation, or pages. No image is decoded. */
final class SeveralImages {

  private static final int GIF_SCREEN_BYTES = 13;
  private static final int GIF_IMAGE_BYTES = 10;
  private static final int GIF_IMAGE = 0x2c;
  private static final int GIF_EXTENSION = 0x21;

  private SeveralImages() {}

  /**
   * Whether a GIF, WebP, PNG or TIFF file has more than one image.
   *
   * @param file the file; a damaged one has the images that can be found
   */
  static boolean in(byte[] file) {
    return WebpChunks.isAnimation(file)
        || PngChunks.isAnimation(file)
        || TiffDirectory.first(ByteBuffer.wrap(file)).map(TiffDirectory::hasNextPage).orElse(false)
        || isGifAnimation(file);
  }

  /**
   * Goes through the blocks of a GIF file (GIF89a specification, section 7) to its second image.
   */
  private static boolean isGifAnimation(byte[] file) {
    if (file.length < GIF_SCREEN_BYTES
        || !new String(file, 0, 4, StandardCharsets.US_ASCII).equals("GIF8")) {
      return false;
    }
    int images = 0;
    int place = GIF_SCREEN_BYTES + gifColorTable(file[10]);
    while (place < file.length) {
      if (file[place] == GIF_IMAGE && place + GIF_IMAGE_BYTES < file.length) {
        images++;
        if (images > 1) {
          return true;
        }
        place += GIF_IMAGE_BYTES + gifColorTable(file[place + 9]) + 1; // and the size of codes
      } else if (file[place] == GIF_EXTENSION) {
        place += 2;
      } else {
        return false;
      }
      while (place < file.length && file[place] != 0) {
        place += 1 + Byte.toUnsignedInt(file[place]);
      }
      place++;
    }
    return false;
  }

  private static int gifColorTable(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }
}
