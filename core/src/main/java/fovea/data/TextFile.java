package fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads text files in UTF-8. */
public final class TextFile {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Far more than any text that Fovea reads as a whole has. */
  private static final long MAX_BYTES = 64L << 20;

  /** Thrown if a file is not UTF-8. */
  public static final class EncodingException extends IOException {

    private static final long serialVersionUID = 1L;

    EncodingException(String message) {
      super(message);
    }
  }

  private TextFile() {}

  /**
   * Reads a whole file, without a byte order mark at its start.
   *
   * @throws EncodingException if it is not UTF-8; the message names the file, the line and the byte
   * @throws IOException if it cannot be read, or is too large to be a text
   */
  public static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder: it must be a text file");
    }
    ByteBuffer bytes = ByteBuffer.wrap(bytes(file));
    CharBuffer text = CharBuffer.allocate(bytes.capacity() + 1);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new EncodingException(
          String.format(
              Locale.ROOT,
              "%s, line %s: the byte 0x%02X is not UTF-8: save the file in that encoding",
              file,
              line(bytes),
              bytes.get(bytes.position())));
    }
    text.flip();
    return text.length() > 0 && text.charAt(0) == BYTE_ORDER_MARK
        ? text.subSequence(1, text.length()).toString()
        : text.toString();
  }

  /** The content of a file, be it a pipe, which does not tell its length. */
  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            "%s has more than %s MB: text files of at most that much are read"
                .formatted(file, MAX_BYTES >> 20));
      }
      return bytes;
    }
  }

  /** The number of the line in which a buffer's position is. */
  private static long line(ByteBuffer bytes) {
    long line = 1;
    for (int i = 0; i < bytes.position(); i++) {
      line += bytes.get(i) == '\n' ? 1 : 0;
    }
    return line;
  }
}
