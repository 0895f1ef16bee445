package fovea.lab.figure;

import fovea.data.ImageSet;
import fovea.nn.Shape;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Numbers of images as pictures. */
public final class Pictures {

  private Pictures() {}

  /**
   * An image in colours, or in grey where it has one channel.
   *
   * @param values among them the image's, C x H x W
   * @param start where they start
   * @param low what is black
   * @param high what is white
   */
  public static BufferedImage of(float[] values, int start, Shape shape, double low, double high) {
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    int area = shape.area();
    for (int i = 0; i < area; i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        float value = values[start + Math.min(channel, shape.channels() - 1) * area + i];
        double level = high > low ? (value - low) / (high - low) : 0.5;
        rgb = rgb << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, level)));
      }
      picture.setRGB(i % shape.width(), i / shape.width(), rgb);
    }
    return picture;
  }

  /** An image of a data set, whole. */
  public static BufferedImage of(ImageSet images, int number) {
    byte[] bytes = new byte[images.shape().elements()];
    images.copy(number, bytes);
    float[] values = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return of(values, 0, images.shape(), 0, 255);
  }

  /** A picture made smaller by a factor below 1, or itself. */
  public static BufferedImage shrunk(BufferedImage picture, double factor) {
    if (factor >= 1) {
      return picture;
    }
    int width = (int) Math.max(1, Math.round(factor * picture.getWidth()));
    int height = (int) Math.max(1, Math.round(factor * picture.getHeight()));
    BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = smaller.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return smaller;
  }
}
