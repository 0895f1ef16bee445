package fovea.lab.figure;

import fovea.data.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes PNG files. */
public final class Png {

  private Png() {}

  /**
   * Writes a picture atomically.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, BufferedImage image) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          // Image I/O's default stream creates a temporary file, which fails during shutdown.
          try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", stream);
          }
        });
  }
}
