package fovea.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Opaque RGB images, as {@link BufferedImage#TYPE_INT_RGB}, and conversions to them. */
final class Rgb {

  private Rgb() {}

  /** An image of pixels, row by row. */
  static BufferedImage image(int[] pixels, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    return image;
  }

  /**
   * The pixels of an image, row by row, as 0xRRGGBB; drawn on white where it is transparent. Images
   * in the usual opaque types are not drawn again.
   */
  static int[] pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    if (image.getType() != BufferedImage.TYPE_3BYTE_BGR) {
      return (int[]) onWhite(image).getRaster().getDataElements(0, 0, width, height, null);
    }
    byte[] bytes = (byte[]) image.getRaster().getDataElements(0, 0, width, height, null);
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (bytes[3 * i] & 0xff) << 16 | (bytes[3 * i + 1] & 0xff) << 8 | (bytes[3 * i + 2] & 0xff);
    }
    return pixels;
  }

  /** An image drawn on white where it is transparent; the image itself if it is opaque RGB. */
  static BufferedImage onWhite(BufferedImage image) {
    return image.getType() == BufferedImage.TYPE_INT_RGB
        ? image
        : draw(stored(image), image.getWidth(), image.getHeight());
  }

  /** Draws an image on white, scaled by bilinear interpolation. */
  static BufferedImage draw(BufferedImage image, int width, int height) {
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return drawn;
  }

  /**
   * Converts an image that drawing would change otherwise: greyscale with alpha, which the JDK
   * takes for linear light, values of 10 to 16 bits, and inks.
   */
  private static BufferedImage stored(BufferedImage image) {
    ColorModel model = image.getColorModel();
    int type = model.getTransferType();
    int colors = model.getNumColorComponents();
    boolean usual =
        type == DataBuffer.TYPE_BYTE && colors <= 3 && !(colors == 1 && model.hasAlpha());
    boolean known = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
    if (usual || !known || !(model instanceof ComponentColorModel)) {
      return image;
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int shift = model.getComponentSize(0) - Byte.SIZE;
    boolean inks = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    int[] row = new int[bands * image.getWidth()];
    int[] pixels = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, image.getWidth(), 1, row);
      for (int x = 0; x < pixels.length; x++) {
        int i = x * bands;
        int alpha = model.hasAlpha() ? row[i + colors] >> shift : 0xff;
        int rgb =
            inks
                ? StoredColors.ofInks(
                    row[i] >> shift, row[i + 1] >> shift, row[i + 2] >> shift, row[i + 3] >> shift)
                : colors == 1
                    ? (row[i] >> shift) * 0x010101
                    : (row[i] >> shift) << 16 | (row[i + 1] >> shift) << 8 | row[i + 2] >> shift;
        pixels[x] = alpha << 24 | rgb;
      }
      copy.setRGB(0, y, pixels.length, 1, pixels, 0, pixels.length);
    }
    return copy;
  }
}
