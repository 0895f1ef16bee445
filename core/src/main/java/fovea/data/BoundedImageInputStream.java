package fovea.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The bytes of a file, for decoders that take zeros for what would follow: those of a damaged file
 * could go on so for a long time, and fill the memory.
 */
final class BoundedImageInputStream extends MemoryCacheImageInputStream {

  /** How often a decoder may read at the end; those of whole files do so a few times. */
  private static final int MOST_READS_AT_END = 1000;

  private int readsAtEnd;

  BoundedImageInputStream(byte[] content) {
    super(new ByteArrayInputStream(content));
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte[] destination, int start, int count) throws IOException {
    return checked(super.read(destination, start, count));
  }

  private int checked(int result) throws IOException {
    if (result < 0 && ++readsAtEnd > MOST_READS_AT_END) {
      throw new IOException("it ends too early");
    }
    return result;
  }
}
