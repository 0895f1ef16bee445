package fovea.lab.figure;

import fovea.data.ImageSet;
import fovea.nn.Shape;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Converts image data to pictures. */
public final class Pictures {

  private Pictures() {}

  /**
   * Converts a C x H x W array to a picture: in colour from three channels, in grey from one.
   *
   * @param values an array that contains the image
   * @param start index of the image's first element
   * @param shape shape of the image
   * @param low value shown as black
   * @param high value shown as white
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

  /** Converts an image of a data set to a picture. */
  public static BufferedImage of(ImageSet images, int number) {
    byte[] bytes = new byte[images.shape().elements()];
    images.copy(number, bytes);
    float[] values = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return of(values, 0, images.shape(), 0, 255);
  }

  /** Shrinks a picture by a factor; returns it unchanged if the factor is 1 or more. */
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
