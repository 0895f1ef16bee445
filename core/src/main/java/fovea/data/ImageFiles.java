package fovea.data;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Image files (PNG, JPEG and what else ImageIO reads) as 8-bit images of a shape. */
public final class ImageFiles {

  /** Pixels beyond which a file is refused before it is decoded. */
  private static final long MOST_PIXELS = 100_000_000;

  private ImageFiles() {}

  /**
   * Decodes a file and scales it to a shape; what is transparent becomes white. One channel is the
   * luma of ITU-R BT.601, as in PyTorch's and Pillow's grey images.
   *
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   * @throws IOException if it is no image, is damaged, or is too large; the message names the file
   */
  public static byte[] load(Path file, Shape shape) throws IOException {
    return bytes(scale(decode(file), shape.width(), shape.height()), shape);
  }

  /**
   * Decodes a file in its own size, on white where it is transparent.
   *
   * @throws IOException if it is no image, is damaged, or is too large; the message names the file
   */
  public static BufferedImage load(Path file) throws IOException {
    BufferedImage image = decode(file);
    return draw(image, image.getWidth(), image.getHeight());
  }

  /**
   * Decodes the bytes of an image file, as {@link #load(Path, Shape)} does a file's.
   *
   * @param name what to call it in messages
   * @param file the content of a file
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   * @throws IOException if it is no image, is damaged, or is too large
   */
  public static byte[] load(String name, byte[] file, Shape shape) throws IOException {
    return scale(decode(name, file, MOST_PIXELS), shape);
  }

  /**
   * An image in another size, as {@link #load(Path, Shape)} makes it.
   *
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   */
  public static byte[] scale(BufferedImage image, Shape shape) {
    return bytes(scale(image, shape.width(), shape.height()), shape);
  }

  /** Decodes a file of at most {@link #MOST_PIXELS}. */
  static BufferedImage decode(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory: give the image files in it");
    }
    byte[] bytes = Files.readAllBytes(file);
    return decode(file.toString(), bytes, MOST_PIXELS);
  }

  /** Decodes an image whose header claims no more pixels than this. */
  static BufferedImage decode(String name, byte[] bytes, long mostPixels) throws IOException {
    // ImageIO's own choice of stream would copy the bytes to a temporary file.
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(name + " is not an image: PNG and JPEG files are read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        int width = attempt(name, () -> reader.getWidth(0));
        int height = attempt(name, () -> reader.getHeight(0));
        if ((long) width * height > mostPixels) {
          throw new IOException(
              "%s has %dx%d pixels: at most %d are read"
                  .formatted(name, width, height, mostPixels));
        }
        return read(reader, name);
      } finally {
        reader.dispose();
      }
    }
  }

  /** A step of a decoder. */
  private interface Step<T> {
    T take() throws IOException;
  }

  /** Damaged files make the JDK's decoders throw more than they say, and not always with a text. */
  private static <T> T attempt(String name, Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IOException | RuntimeException e) {
      throw new IOException(name + " is a damaged image: " + Reason.of(e), e);
    }
  }

  /** ImageIO only warns of a JPEG file that ends too early, and fills what is missing with grey. */
  private static BufferedImage read(ImageReader reader, String name) throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = attempt(name, () -> reader.read(0));
    if (reader.getFormatName().equals("JPEG") && image.getRaster().getNumBands() == 4) {
      throw new IOException(name + " has colours that are not read (CMYK): save it as RGB or grey");
    }
    if (warnings.stream().anyMatch(warning -> warning.startsWith("Truncated File"))) {
      throw new IOException(name + " is a damaged image: it ends too early");
    }
    return image.getRaster().getNumBands() == 2 ? greyAndAlpha(image) : image;
  }

  /**
   * Grey and transparency as they are stored: the JDK takes grey that has an alpha channel for
   * linear light and brightens it, unlike grey without one.
   */
  private static BufferedImage greyAndAlpha(BufferedImage image) {
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    int shift = image.getSampleModel().getSampleSize(0) - Byte.SIZE;
    int[] row = new int[2 * image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().getPixels(0, y, image.getWidth(), 1, row);
      for (int x = 0; x < image.getWidth(); x++) {
        int grey = row[2 * x] >> shift;
        int alpha = row[2 * x + 1] >> shift;
        copy.setRGB(x, y, alpha << 24 | grey * 0x010101);
      }
    }
    return copy;
  }

  /** Scales an image on white: smaller sides by {@link Resampling}, larger ones bilinearly. */
  static BufferedImage scale(BufferedImage image, int width, int height) {
    BufferedImage opaque = draw(image, image.getWidth(), image.getHeight());
    BufferedImage small =
        Resampling.shrink(
            opaque, Math.min(width, opaque.getWidth()), Math.min(height, opaque.getHeight()));
    return small.getWidth() == width && small.getHeight() == height
        ? small
        : draw(small, width, height);
  }

  private static BufferedImage draw(BufferedImage image, int width, int height) {
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return drawn;
  }

  /** The size of an image file, from its header alone. */
  static Size size(Path file) throws IOException {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(file + " is not an image: PNG and JPEG files are read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        String name = file.toString();
        return Size.of(
            attempt(name, () -> reader.getHeight(0)), attempt(name, () -> reader.getWidth(0)));
      } finally {
        reader.dispose();
      }
    }
  }

  static byte[] bytes(BufferedImage image, Shape shape) {
    int area = shape.area();
    byte[] bytes = new byte[shape.elements()];
    int[] pixels = image.getRGB(0, 0, shape.width(), shape.height(), null, 0, shape.width());
    for (int i = 0; i < area; i++) {
      int red = pixels[i] >> 16 & 0xff;
      int green = pixels[i] >> 8 & 0xff;
      int blue = pixels[i] & 0xff;
      if (shape.channels() == 1) {
        bytes[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      } else {
        bytes[i] = (byte) red;
        bytes[area + i] = (byte) green;
        bytes[2 * area + i] = (byte) blue;
      }
    }
    return bytes;
  }
}
