package fovea.data;

import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes the content of an image file to opaque RGB, drawn on white where it is transparent. The
 * values are those that libjpeg, libpng and Pillow give: as they are stored, without regard to
 * colour profiles and gamma; the high byte of 16 bits.
 */
final class ImageDecoder {

  /**
   * Images with more pixels are subsampled while they are decoded, if a much smaller size is
   * wanted.
   */
  private static final long MAX_FULL_PIXELS = 32_000_000;

  /**
   * More pixels than a byte of a file stands for, since deflate makes 1032 bytes of one, and these
   * can hold 8 pixels each. Only images of one colour in some formats come to more; those are read
   * as long as they are small. So memory grows with the bytes that are there, not with what a
   * header claims.
   */
  private static final long MAX_PIXELS_PER_BYTE = 1 << 14;

  private static final long MAX_UNCHECKED_PIXELS = 1 << 22;

  private final String name;
  private final byte[] bytes;
  private final long maxPixels;
  private final boolean ignoreExif;
  private final Optional<Size> wanted;
  private final Optional<JpegHeader> jpeg;

  /**
   * @param name the image's name in messages
   * @param bytes the content of the file
   * @param maxPixels images with more pixels are refused
   * @param ignoreExif whether to leave the image as it is stored
   * @param wanted the size that the image is going to be scaled to, if known
   */
  ImageDecoder(
      String name, byte[] bytes, long maxPixels, boolean ignoreExif, Optional<Size> wanted) {
    this.name = name;
    this.bytes = bytes;
    this.maxPixels = maxPixels;
    this.ignoreExif = ignoreExif;
    this.wanted = wanted;
    this.jpeg = JpegHeader.parse(bytes);
  }

  /** The size of the image, turned upright; the image itself is not decoded. */
  Size size() throws IOException {
    Size stored =
        jpeg.isPresent() ? jpeg.get().size() : with(ColorProfiles.removed(bytes), this::storedSize);
    return Exif.upright(stored, orientation());
  }

  /** The image, of type {@link BufferedImage#TYPE_INT_RGB}. */
  BufferedImage decode() throws IOException {
    requireReadable();
    byte[] content = jpeg.map(JpegHeader::essential).orElseGet(() -> ColorProfiles.removed(bytes));
    BufferedImage image = with(content, this::read);
    int orientation = orientation();
    return orientation == Exif.UPRIGHT ? image : Exif.upright(image, orientation);
  }

  private void requireReadable() throws IOException {
    if (jpeg.isPresent() && !jpeg.get().isCommon()) {
      throw new IOException(
          name
              + " is a JPEG image of a rare kind (lossless or arithmetic): save it in the usual"
              + " one");
    }
    Optional<String> samples =
        TiffDirectory.first(ByteBuffer.wrap(bytes)).flatMap(TiffSamples::unreadable);
    if (samples.isPresent()) {
      throw new IOException(
          "%s is a TIFF image of %s: convert it to 8 or 16 bits per channel"
              .formatted(name, samples.get()));
    }
  }

  private int orientation() {
    if (ignoreExif) {
      return Exif.UPRIGHT;
    }
    return jpeg.map(JpegHeader::orientation).orElseGet(() -> Exif.orientation(bytes));
  }

  /** A use of a reader. */
  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private <T> T with(byte[] content, Use<T> use) throws IOException {
    // By default, ImageIO would copy the bytes to a temporary file.
    try (ImageInputStream in = new BoundedImageInputStream(content)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(
            name + " is not an image: %s files are read".formatted(ImageFiles.FORMATS));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return use.of(reader);
      } finally {
        reader.dispose();
      }
    }
  }

  private Size storedSize(ImageReader reader) throws IOException {
    return attempt(() -> Size.of(reader.getHeight(0), reader.getWidth(0)));
  }

  private BufferedImage read(ImageReader reader) throws IOException {
    Size size = storedSize(reader);
    requirePlausible(size);
    ImageReadParam param = reader.getDefaultReadParam();
    int step = step(size);
    param.setSourceSubsampling(step, step, 0, 0);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = attempt(() -> read(reader, param));
    // For a truncated JPEG file, ImageIO only warns and fills the missing part with grey.
    if (warnings.stream().anyMatch(warning -> warning.startsWith("Truncated File"))) {
      throw new IOException(name + " is a damaged image: it is truncated");
    }
    if (warnings.stream().anyMatch(warning -> warning.startsWith("Uncompressed WebP alpha"))) {
      throw new IOException(
          name
              + " is a WebP image of a rare kind (uncompressed transparency): save it in the usual"
              + " one");
    }
    return image;
  }

  private void requirePlausible(Size size) throws IOException {
    long pixels = (long) size.width() * size.height();
    if (pixels > maxPixels) {
      throw new IOException(
          "%s has %sx%s pixels: at most %s are read"
              .formatted(name, size.width(), size.height(), maxPixels));
    }
    if (pixels > Math.max(MAX_UNCHECKED_PIXELS, MAX_PIXELS_PER_BYTE * bytes.length)) {
      throw new IOException(
          "%s is a damaged image: its header claims %sx%s pixels, which %s bytes cannot hold"
              .formatted(name, size.width(), size.height(), bytes.length));
    }
  }

  /** The distance of the rows and columns to decode. */
  private int step(Size size) {
    int step = 1;
    int max =
        wanted
            .map(each -> Math.min(size.height() / each.height(), size.width() / each.width()))
            .orElse(1);
    while (step < max && (long) size.height() * size.width() / step / step > MAX_FULL_PIXELS) {
      step++;
    }
    return step;
  }

  private BufferedImage read(ImageReader reader, ImageReadParam param) throws IOException {
    if (jpeg.isEmpty()) {
      return Rgb.onWhite(reader.read(0, param));
    }
    JpegHeader.Color color =
        jpeg.get()
            .color()
            .orElseThrow(() -> new IOException("it has two components, or over four"));
    Raster raster = reader.readRaster(0, param);
    return Rgb.image(StoredColors.rgb(raster, color), raster.getWidth(), raster.getHeight());
  }

  /** A step of a decoder. */
  private interface Step<T> {
    T take() throws IOException;
  }

  /** Damaged files make the JDK's decoders throw unchecked exceptions, some without a message. */
  private <T> T attempt(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IOException | RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof OutOfMemoryError error) { // which some decoders wrap
          throw error;
        }
      }
      throw new IOException(name + " is a damaged image: " + Reason.of(e), e);
    }
  }
}
