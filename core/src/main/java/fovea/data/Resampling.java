package fovea.data;

import fovea.nn.Size;
import java.awt.image.BufferedImage;

/**
 * Scales images; downwards by area averaging: each new pixel is the mean of the area that it
 * covers.
 */
final class Resampling {

  private Resampling() {}

  /**
   * Scales an image: down by area averaging, up by bilinear interpolation.
   *
   * @param image an opaque RGB image
   * @param mode how to fit other proportions
   */
  static BufferedImage fit(BufferedImage image, int width, int height, ResizeMode mode) {
    Size own = Size.of(image.getHeight(), image.getWidth());
    Size wanted = Size.of(height, width);
    Size window = mode.window(own, wanted);
    Size size = mode.scaled(own, wanted);
    BufferedImage scaled = scale(centre(image, window), size.width(), size.height());
    if (size.equals(wanted)) {
      return scaled;
    }
    BufferedImage padded = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    padded
        .getRaster()
        .setRect((width - size.width()) / 2, (height - size.height()) / 2, scaled.getRaster());
    return padded;
  }

  private static BufferedImage centre(BufferedImage image, Size size) {
    return image.getSubimage(
        (image.getWidth() - size.width()) / 2,
        (image.getHeight() - size.height()) / 2,
        size.width(),
        size.height());
  }

  private static BufferedImage scale(BufferedImage image, int width, int height) {
    BufferedImage small =
        shrink(image, Math.min(width, image.getWidth()), Math.min(height, image.getHeight()));
    return small.getWidth() == width && small.getHeight() == height
        ? small
        : Rgb.draw(small, width, height);
  }

  /**
   * Downscales an image.
   *
   * @param image an opaque RGB image
   * @param width the new width, at most the image's
   * @param height the new height, at most the image's
   */
  static BufferedImage shrink(BufferedImage image, int width, int height) {
    if (image.getWidth() == width && image.getHeight() == height) {
      return image;
    }
    int columns = image.getWidth();
    int[] source = new int[columns];
    float[] narrow = new float[3 * width];
    float[] sums = new float[3 * width];
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int filled = 0;
    double rows = (double) image.getHeight() / height;
    for (int row = 0; row < image.getHeight(); row++) {
      image.getRaster().getDataElements(0, row, columns, 1, source);
      narrow(source, narrow, width);
      while (filled < height) {
        double covered = overlap(row, filled, rows);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += (float) (covered / rows) * narrow[i];
        }
        if ((filled + 1) * rows > row + 1 + 1e-9) {
          break; // the next old row contributes to this new one too
        }
        store(sums, small, filled);
        filled++;
      }
    }
    return small;
  }

  /** The fraction of an old row or column that a new one covers. */
  private static double overlap(int old, int made, double ratio) {
    return Math.max(0, Math.min(old + 1, (made + 1) * ratio) - Math.max(old, made * ratio));
  }

  /** Downscales one row; writes interleaved red, green and blue. */
  private static void narrow(int[] source, float[] narrow, int width) {
    double ratio = (double) source.length / width;
    for (int x = 0; x < width; x++) {
      double red = 0;
      double green = 0;
      double blue = 0;
      int end = Math.min(source.length, (int) Math.ceil((x + 1) * ratio - 1e-9));
      for (int old = (int) (x * ratio + 1e-9); old < end; old++) {
        double covered = overlap(old, x, ratio) / ratio;
        red += covered * (source[old] >> 16 & 0xff);
        green += covered * (source[old] >> 8 & 0xff);
        blue += covered * (source[old] & 0xff);
      }
      narrow[3 * x] = (float) red;
      narrow[3 * x + 1] = (float) green;
      narrow[3 * x + 2] = (float) blue;
    }
  }

  private static void store(float[] sums, BufferedImage image, int row) {
    for (int x = 0; x < image.getWidth(); x++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | Math.min(255, Math.round(sums[3 * x + channel]));
        sums[3 * x + channel] = 0;
      }
      image.setRGB(x, row, rgb);
    }
  }
}
