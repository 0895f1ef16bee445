package fovea.data;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads image files (PNG, JPEG, WebP, GIF, BMP and TIFF) as 8-bit images of a given shape. Colours
 * are those that are stored, as libjpeg, libpng and Pillow give them: colour profiles and gamma are
 * not applied, of 16 bits the high byte is taken, and of an animation the first image. Images are
 * turned and mirrored as their EXIF data say.
 */
public final class ImageFiles {

  /** The image formats that are read. */
  static final String FORMATS = "PNG, JPEG, WebP, GIF, BMP and TIFF";

  /** Images with more pixels are refused before they are decoded. */
  private static final long MAX_PIXELS = 100_000_000;

  /** Larger files are refused before they are read: no image of so many pixels needs more. */
  private static final long MAX_BYTES = 1L << 30;

  /** The first bytes of a file, which hold the header of nearly every image. */
  private static final int HEADER_BYTES = 1 << 18;

  private ImageFiles() {}

  /**
   * Decodes a file and scales it to a shape, drawn on white where it is transparent; images of
   * other proportions are cropped at the centre. A single channel is the luma of ITU-R BT.601, as
   * in greyscale images of torchvision and Pillow.
   *
   * @param shape 1 or 3 channels, height and width
   * @return C x H x W bytes
   * @throws IOException if the file is not an image, is damaged, or is too large; the message names
   *     it
   */
  public static byte[] load(Path file, Shape shape) throws IOException {
    return load(file, shape, ImageOptions.DEFAULT);
  }

  /**
   * Decodes a file and scales it as {@link #load(Path, Shape)} does.
   *
   * @param options how to turn and fit it
   */
  public static byte[] load(Path file, Shape shape, ImageOptions options) throws IOException {
    return load(file.toString(), content(file), shape, options);
  }

  /**
   * Decodes a file at its own size, drawn on white where it is transparent.
   *
   * @throws IOException if the file is not an image, is damaged, or is too large; the message names
   *     it
   */
  public static BufferedImage load(Path file) throws IOException {
    return load(file, false);
  }

  /**
   * Decodes a file at its own size, drawn on white where it is transparent.
   *
   * @param ignoreExif whether to leave the image as it is stored
   * @throws IOException if the file is not an image, is damaged, or is too large; the message names
   *     it
   */
  public static BufferedImage load(Path file, boolean ignoreExif) throws IOException {
    return decode(file.toString(), content(file), MAX_PIXELS, ignoreExif, Optional.empty());
  }

  /**
   * Decodes the content of an image file and scales it as {@link #load(Path, Shape)} does.
   *
   * @param name the image's name in messages
   * @param file the content of the file
   * @param shape 1 or 3 channels, height and width
   * @param options how to turn and fit it
   * @return C x H x W bytes
   * @throws IOException if it is not an image, is damaged, or is too large
   */
  public static byte[] load(String name, byte[] file, Shape shape, ImageOptions options)
      throws IOException {
    Fit fit = new Fit(Size.of(shape.height(), shape.width()), options.resize(), false);
    return channels(load(name, file, fit, options.ignoreExif()), shape);
  }

  /** Decodes an image file and fits it. */
  static Picture load(Path file, Fit fit, boolean ignoreExif) throws IOException {
    byte[] content = content(file);
    return load(file.toString(), content, fit, ignoreExif).ofSeveral(SeveralImages.in(content));
  }

  private static Picture load(String name, byte[] file, Fit fit, boolean ignoreExif)
      throws IOException {
    return fit(decode(name, file, MAX_PIXELS, ignoreExif, Optional.of(fit.wanted())), fit);
  }

  /** Fits an image. An opaque one that has the size already is only converted. */
  private static Picture fit(BufferedImage image, Fit fit) {
    if (fit.wanted().equals(Size.of(image.getHeight(), image.getWidth()))) {
      Shape shape = Shape.image(3, fit.wanted().height(), fit.wanted().width());
      return new Picture(shape, bytes(image, shape));
    }
    return fit.apply(Rgb.onWhite(image));
  }

  /**
   * Scales an image as {@link #load(Path, Shape)} does. An opaque image that has the size already
   * is only converted.
   *
   * @param shape 1 or 3 channels, height and width
   * @param mode how to fit other proportions
   * @return C x H x W bytes
   */
  public static byte[] scale(BufferedImage image, Shape shape, ResizeMode mode) {
    Fit fit = new Fit(Size.of(shape.height(), shape.width()), mode, false);
    return channels(fit(image, fit), shape);
  }

  /** The values of a picture in the channels of a shape. */
  private static byte[] channels(Picture picture, Shape shape) {
    byte[] values = picture.values();
    if (shape.channels() == 3) {
      return values;
    }
    int area = shape.area();
    byte[] luma = new byte[area];
    for (int i = 0; i < area; i++) {
      luma[i] = luma(values[i] & 0xff, values[area + i] & 0xff, values[2 * area + i] & 0xff);
    }
    return luma;
  }

  private static byte luma(int red, int green, int blue) {
    return (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
  }

  /**
   * The content of a file.
   *
   * @throws IOException if it is a directory, or too large to be an image
   */
  private static byte[] content(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory: give the image files in it");
    }
    requireBytes(file, Files.size(file));
    try {
      if (Files.isRegularFile(file)) {
        return Files.readAllBytes(file);
      }
      try (InputStream in = Files.newInputStream(file)) { // a pipe does not tell its length
        byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
        requireBytes(file, bytes.length);
        return bytes;
      }
    } catch (OutOfMemoryError e) {
      throw tooLarge("%s has %s bytes".formatted(file, Files.size(file)), e);
    }
  }

  private static void requireBytes(Path file, long bytes) throws IOException {
    if (bytes > MAX_BYTES) {
      throw new IOException(
          "%s has more than %s MB: image files of at most that much are read"
              .formatted(file, MAX_BYTES >> 20));
    }
  }

  /** Decodes an image of at most {@code maxPixels} pixels, which is not a photograph. */
  static BufferedImage decode(String name, byte[] bytes, long maxPixels) throws IOException {
    return decode(name, bytes, maxPixels, true, Optional.empty());
  }

  private static BufferedImage decode(
      String name, byte[] bytes, long maxPixels, boolean ignoreExif, Optional<Size> wanted)
      throws IOException {
    ImageDecoder decoder = new ImageDecoder(name, bytes, maxPixels, ignoreExif, wanted);
    try {
      return decoder.decode();
    } catch (OutOfMemoryError e) {
      Size size = decoder.size();
      throw tooLarge("%s has %sx%s pixels".formatted(name, size.width(), size.height()), e);
    }
  }

  private static IOException tooLarge(String what, OutOfMemoryError error) {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    return new IOException(
        "%s, which do not fit into Java's memory of %s MB: make it smaller, or give more with FOVEA_JAVA_OPTS=-Xmx%sm"
            .formatted(what, megabytes, 2 * megabytes),
        error);
  }

  /**
   * Reads the size of an image from its header alone.
   *
   * @param ignoreExif whether to leave the image as it is stored
   */
  static Size size(Path file, boolean ignoreExif) throws IOException {
    requireBytes(file, Files.size(file));
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEADER_BYTES);
    }
    String name = file.toString();
    if (head.length < HEADER_BYTES || hasHeader(head, ignoreExif)) {
      return new ImageDecoder(name, head, MAX_PIXELS, ignoreExif, Optional.empty()).size();
    }
    return new ImageDecoder(name, content(file), MAX_PIXELS, ignoreExif, Optional.empty()).size();
  }

  /**
   * Whether the first bytes of a file tell its size and how it is turned. TIFF files have these
   * anywhere, and PNG and WebP files may have EXIF data behind the image.
   */
  private static boolean hasHeader(byte[] head, boolean ignoreExif) {
    if ((head[0] & 0xff) == 0xff) {
      return JpegHeader.parse(head).isPresent();
    }
    boolean tiff = head[0] == head[1] && (head[0] == 'I' || head[0] == 'M');
    boolean exifMayFollow =
        WebpChunks.claimsExif(head) || (PngChunks.isPng(head) && PngChunks.exif(head).isEmpty());
    return !tiff && (ignoreExif || !exifMayFollow);
  }

  /** Converts an image of the shape's size to C x H x W bytes. */
  static byte[] bytes(BufferedImage image, Shape shape) {
    int area = shape.area();
    byte[] bytes = new byte[shape.elements()];
    int[] pixels = Rgb.pixels(image);
    for (int i = 0; i < area; i++) {
      int red = pixels[i] >> 16 & 0xff;
      int green = pixels[i] >> 8 & 0xff;
      int blue = pixels[i] & 0xff;
      if (shape.channels() == 1) {
        bytes[i] = luma(red, green, blue);
      } else {
        bytes[i] = (byte) red;
        bytes[area + i] = (byte) green;
        bytes[2 * area + i] = (byte) blue;
      }
    }
    return bytes;
  }
}
