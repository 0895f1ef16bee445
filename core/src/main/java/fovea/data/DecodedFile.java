package fovea.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.nn.Shape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A cache file of decoded images, so that later runs need not decode them again. */
final class DecodedFile {

  private static final String MAGIC = "fovea-images-1";

  private static final int READ_BYTES = 1 << 18;

  /** The header of a file, which precedes its labels and pixels. */
  private record Header(
      int channels, int height, int width, int count, List<String> classes, String checksum) {

    private Header {
      if (classes == null || checksum == null) {
        throw new IllegalArgumentException("its header is incomplete");
      }
    }
  }

  private DecodedFile() {}

  /** Writes images to a file, atomically. */
  static void write(Path file, ImageSet images) throws IOException {
    Shape shape = images.shape();
    Header header =
        new Header(
            shape.channels(),
            shape.height(),
            shape.width(),
            images.size(),
            images.classes(),
            images.checksum());
    String json = new ObjectMapper().writeValueAsString(header);
    AtomicFile.write(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          data.writeUTF(MAGIC);
          data.writeUTF(json);
          for (int i = 0; i < images.size(); i++) {
            data.writeByte(images.label(i));
          }
          byte[] pixels = new byte[shape.elements()];
          for (int i = 0; i < images.size(); i++) {
            images.copy(i, pixels);
            data.write(pixels);
          }
          data.flush();
        });
  }

  /**
   * Reads a file written by {@link #write}.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  static ImageSet read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!in.readUTF().equals(MAGIC)) {
        throw new IOException("it does not start with " + MAGIC);
      }
      Header header =
          Optional.ofNullable(new ObjectMapper().readValue(in.readUTF(), Header.class))
              .orElseThrow(() -> new IOException("its header is incomplete"));
      Shape shape = Shape.image(header.channels(), header.height(), header.width());
      long max = Files.size(file);
      byte[] labels = read(in, header.count(), max);
      byte[] pixels = read(in, Math.multiplyExact(header.count(), shape.elements()), max);
      ImageSet images = new ImageSet(shape, header.classes(), labels, pixels);
      if (in.read() >= 0 || !images.checksum().equals(header.checksum())) {
        throw new IOException("its checksum is wrong");
      }
      return images;
    } catch (EOFException e) {
      throw new IOException(file + " is damaged: it is truncated", e);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is damaged: " + Reason.of(e), e);
    }
  }

  /** Reads into an array of the final size, without the copies of a growing one. */
  private static byte[] read(DataInputStream in, int length, long max) throws IOException {
    if (length < 0 || length > max) {
      throw new IOException("its header claims %s bytes of %s".formatted(length, max));
    }
    byte[] bytes = new byte[length];
    for (int start = 0; start < length; start += READ_BYTES) {
      in.readFully(bytes, start, Math.min(READ_BYTES, length - start));
    }
    return bytes;
  }
}
