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

/** Reads image files (PNG, JPEG and other formats of ImageIO) as 8-bit images of a given shape. */
public final class ImageFiles {

  /** Files with more pixels are rejected before they are decoded. */
  private static final long MAX_PIXELS = 100_000_000;

  private ImageFiles() {}

  /**
   * Decodes a file and scales it to a shape, drawn on white where it is transparent. A single
   * channel is the luma of ITU-R BT.601, as in greyscale images of torchvision and Pillow.
   *
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   * @throws IOException if the file is not an image, is damaged, or is too large; the message names
   *     it
   */
  public static byte[] load(Path file, Shape shape) throws IOException {
    return bytes(scale(decode(file), shape.width(), shape.height()), shape);
  }

  /**
   * Decodes a file at its own size, drawn on white where it is transparent.
   *
   * @throws IOException if the file is not an image, is damaged, or is too large; the message names
   *     it
   */
  public static BufferedImage load(Path file) throws IOException {
    BufferedImage image = decode(file);
    return draw(image, image.getWidth(), image.getHeight());
  }

  /**
   * Decodes the content of an image file and scales it as {@link #load(Path, Shape)} does.
   *
   * @param name the image's name in messages
   * @param file the content of the file
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   * @throws IOException if it is not an image, is damaged, or is too large
   */
  public static byte[] load(String name, byte[] file, Shape shape) throws IOException {
    return scale(decode(name, file, MAX_PIXELS), shape);
  }

  /**
   * Scales an image as {@link #load(Path, Shape)} does.
   *
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   */
  public static byte[] scale(BufferedImage image, Shape shape) {
    return bytes(scale(image, shape.width(), shape.height()), shape);
  }

  /** Decodes a file of at most {@link #MAX_PIXELS}. */
  static BufferedImage decode(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory: give the image files in it");
    }
    byte[] bytes = Files.readAllBytes(file);
    return decode(file.toString(), bytes, MAX_PIXELS);
  }

  /** Decodes an image of at most {@code maxPixels} pixels. */
  static BufferedImage decode(String name, byte[] bytes, long maxPixels) throws IOException {
    // By default, ImageIO would copy the bytes to a temporary file.
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
        if ((long) width * height > maxPixels) {
          throw new IOException(
              "%s has %dx%d pixels: at most %d are read".formatted(name, width, height, maxPixels));
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

  /** Damaged files make the JDK's decoders throw unchecked exceptions, some without a message. */
  private static <T> T attempt(String name, Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IOException | RuntimeException e) {
      throw new IOException(name + " is a damaged image: " + Reason.of(e), e);
    }
  }

  /** For a truncated JPEG file, ImageIO only warns and fills the missing part with grey. */
  private static BufferedImage read(ImageReader reader, String name) throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = attempt(name, () -> reader.read(0));
    if (reader.getFormatName().equals("JPEG") && image.getRaster().getNumBands() == 4) {
      throw new IOException(
          name + " is a CMYK image, which is not supported: save it as RGB or grey");
    }
    if (warnings.stream().anyMatch(warning -> warning.startsWith("Truncated File"))) {
      throw new IOException(name + " is a damaged image: it is truncated");
    }
    return image.getRaster().getNumBands() == 2 ? greyAndAlpha(image) : image;
  }

  /**
   * Converts greyscale with alpha to ARGB without changing values: the JDK takes such grey values
   * for linear light and brightens them, unlike greyscale without alpha.
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

  /** Scales an image drawn on white: down by {@link Resampling}, up by bilinear interpolation. */
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

  /** Reads the size of an image from its header alone. */
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

  /** Converts an opaque image of the shape's size to C x H x W bytes. */
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
