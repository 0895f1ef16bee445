package fovea.lab.figure;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Makes sure that there is a font to draw with. On a machine without any, such as a slim container,
 * the font that is part of Fovea takes its place.
 */
final class Fonts {

  /** Names the file that maps Java's logical fonts to font files, instead of the system's own. */
  private static final String CONFIGURATION = "sun.awt.fontconfig";

  private static final String RESOURCE = "dejavu-sans.ttf";
  private static final String FAMILY = "DejaVu Sans";

  private Fonts() {}

  /**
   * Prepares a font, if that has not been done yet.
   *
   * @throws UncheckedIOException if this Java cannot draw text at all
   */
  static synchronized void require() {
    try {
      measure();
    } catch (RuntimeException | LinkageError | InternalError e) {
      useOwn(e);
    }
  }

  private static void measure() {
    new Font(Font.SANS_SERIF, Font.PLAIN, 12)
        .getStringBounds("x", new FontRenderContext(null, true, true));
  }

  private static void useOwn(Throwable reason) {
    try {
      System.setProperty(CONFIGURATION, configuration().toString());
      measure();
    } catch (RuntimeException | LinkageError | InternalError | IOException e) {
      System.clearProperty(CONFIGURATION);
      e.addSuppressed(reason);
      throw new UncheckedIOException(
          "no figure can be drawn: this Java can use no font; install fontconfig and libfreetype6",
          e instanceof IOException io ? io : new IOException(e));
    }
  }

  /** Writes the font, and a file that maps all logical fonts to it. */
  private static Path configuration() throws IOException {
    Path folder = Files.createTempDirectory("fovea-font-");
    Path font = folder.resolve(RESOURCE);
    try (InputStream in = Fonts.class.getResourceAsStream(RESOURCE)) {
      Files.copy(in, font);
    }
    Properties mapping = new Properties();
    mapping.setProperty("version", "1");
    for (String family : List.of("serif", "sansserif", "monospaced", "dialog", "dialoginput")) {
      for (String style : List.of("plain", "bold", "italic", "bolditalic")) {
        mapping.setProperty("%s.%s.latin-1".formatted(family, style), FAMILY);
      }
    }
    mapping.setProperty("sequence.allfonts", "latin-1");
    mapping.setProperty("filename." + FAMILY.replace(' ', '_'), font.toString());
    Path file = folder.resolve("fontconfig.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      mapping.store(out, null);
    }
    for (Path each : List.of(folder, font, file)) {
      each.toFile().deleteOnExit(); // in reverse order
    }
    return file;
  }
}
