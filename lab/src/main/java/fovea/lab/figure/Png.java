package fovea.lab.figure;

import fovea.data.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG files. */
public final class Png {

  private Png() {}

  /**
   * Writes a picture, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, BufferedImage image) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          // Image I/O's own stream would want a temporary file, which it cannot have in a shutdown.
          try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", stream);
          }
        });
  }
}
