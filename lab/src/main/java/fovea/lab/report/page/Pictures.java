package fovea.lab.report.page;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The pictures of a document, which are files in its folder and nowhere else. */
final class Pictures {

  /** Pictures are not drawn with more pixels than that on their longer side. */
  private static final int LONGEST = 1600;

  /** An SVG file that is longer is not a figure. */
  private static final long LARGEST_SVG = 8 << 20;

  private final Path folder;
  private final Map<String, Picture> known = new HashMap<>();

  Pictures(Path folder) {
    this.folder = folder;
  }

  /** A picture as it is shown. */
  sealed interface Picture {
    /** A drawing, without anything that runs or that is elsewhere. */
    record Drawing(String svg) implements Picture {
      String uri() {
        return "data:image/svg+xml;base64," + base64(svg.getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Pixels, as a PNG file in the form of a URI. */
    record Pixels(String uri) implements Picture {}

    /** Why there is no picture: the key of a message. */
    record Refused(String key) implements Picture {}
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The picture of a file, which Markdown names relative to the folder. */
  Picture of(String destination) {
    return known.computeIfAbsent(destination, this::read);
  }

  private Picture read(String destination) {
    try {
      Path file = folder.resolve(destination);
      if (destination.contains("://") || destination.startsWith("data:")) {
        return new Picture.Refused("picture.outside");
      }
      if (!Files.isRegularFile(file)) {
        return new Picture.Refused(
            file.normalize().startsWith(folder.normalize())
                ? "picture.missing"
                : "picture.outside");
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        return new Picture.Refused("picture.outside");
      }
      return destination.toLowerCase(Locale.ROOT).endsWith(".svg") ? drawing(file) : pixels(file);
    } catch (IOException | InvalidPathException e) {
      return new Picture.Refused("picture.broken");
    }
  }

  private static Picture drawing(Path file) throws IOException {
    if (Files.size(file) > LARGEST_SVG) {
      return new Picture.Refused("picture.large");
    }
    return new Picture.Drawing(SafeSvg.of(Files.readString(file)));
  }

  private static Picture pixels(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return new Picture.Refused("picture.broken");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return pixels(reader);
      } catch (RuntimeException e) { // of a reader, for a damaged file
        return new Picture.Refused("picture.broken");
      } finally {
        reader.dispose();
      }
    }
  }

  /** Reads every n-th pixel of what is large, so that a photograph needs little memory. */
  private static Picture pixels(ImageReader reader) throws IOException {
    int longer = Math.max(reader.getWidth(0), reader.getHeight(0));
    int step = Math.max(1, longer / LONGEST);
    ImageReadParam all = reader.getDefaultReadParam();
    all.setSourceSubsampling(step, step, 0, 0);
    BufferedImage image = shrunk(reader.read(0, all));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new Picture.Pixels("data:image/png;base64," + base64(png.toByteArray()));
  }

  /** Also a picture without colours that PNG does not have, such as CMYK. */
  private static BufferedImage shrunk(BufferedImage image) {
    double scale = Math.min(1, (double) LONGEST / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) (image.getWidth() * scale));
    int height = Math.max(1, (int) (image.getHeight() * scale));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.setColor(java.awt.Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  /** A resource as a text, such as a style sheet. */
  static String resource(String name) throws IOException {
    try (InputStream in = Pictures.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
