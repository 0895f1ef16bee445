package fovea.lab.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The fonts of figures. Text is drawn in a font that is part of Fovea, so that figures are alike on
 * every machine; only text with other characters is in the system's font. On a machine without any,
 * such as a slim container, Fovea's own takes its place there too.
 */
final class Fonts {

  /** Names the file that maps Java's logical fonts to font files, instead of the system's own. */
  private static final String CONFIGURATION = "sun.awt.fontconfig";

  private static final String RESOURCE = "dejavu-sans.ttf";
  private static final String BOLD_RESOURCE = "dejavu-sans-bold.ttf";

  /** The family of Fovea's own fonts. */
  static final String FAMILY = "DejaVu Sans";

  /** Fovea's own fonts, by whether they are bold, loaded when the first text is drawn. */
  private static final Map<Boolean, Font> OWN = new HashMap<>();

  private Fonts() {}

  /**
   * The font for a text: Fovea's own if it has all the characters, otherwise the system's.
   *
   * @param size in canvas pixels
   * @throws UncheckedIOException if this Java cannot draw text at all
   */
  static Font of(String text, boolean bold, double size) {
    Font own = own(bold);
    Font font =
        own.canDisplayUpTo(text) < 0
            ? own
            : new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1);
    return font.deriveFont((float) size);
  }

  /** Not a class's initialisation, which tells why it fails once only. */
  private static synchronized Font own(boolean bold) {
    return OWN.computeIfAbsent(bold, Fonts::read);
  }

  private static Font read(boolean bold) {
    require();
    String resource = bold ? BOLD_RESOURCE : RESOURCE;
    try (InputStream in = Fonts.class.getResourceAsStream(resource)) {
      return Font.createFont(Font.TRUETYPE_FONT, in).deriveFont(bold ? Font.BOLD : Font.PLAIN, 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the font " + resource, e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("the font " + resource + " is damaged", e);
    }
  }

  /**
   * Loads Fovea's own fonts.
   *
   * @throws UncheckedIOException if this Java cannot draw text at all
   */
  static void load() {
    own(false);
    own(true);
  }

  /** Opens the file of Fovea's own font. */
  static InputStream open(boolean bold) {
    return Fonts.class.getResourceAsStream(bold ? BOLD_RESOURCE : RESOURCE);
  }

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
