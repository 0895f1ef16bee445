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

/** Decoded images on disk, so that the next start need not decode them again. */
final class DecodedFile {

  private static final String MAGIC = "fovea-images-1";

  /** What a file says of itself before its labels and pixels. */
  private record Header(
      int channels, int height, int width, int count, List<String> classes, String checksum) {}

  private DecodedFile() {}

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
   * Reads a file that {@link #write} made.
   *
   * @throws IOException if it is damaged
   */
  static ImageSet read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!in.readUTF().equals(MAGIC)) {
        throw new IOException("it does not start as it should");
      }
      Header header = new ObjectMapper().readValue(in.readUTF(), Header.class);
      Shape shape = Shape.image(header.channels(), header.height(), header.width());
      byte[] labels = in.readNBytes(header.count());
      byte[] pixels = in.readNBytes(Math.multiplyExact(header.count(), shape.elements()));
      ImageSet images = new ImageSet(shape, header.classes(), labels, pixels);
      if (in.read() >= 0 || !images.checksum().equals(header.checksum())) {
        throw new IOException("its checksum is wrong");
      }
      return images;
    } catch (EOFException e) {
      throw new IOException(file + " is damaged: it is truncated", e);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }
}
