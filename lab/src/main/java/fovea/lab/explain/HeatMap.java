package fovea.lab.explain;

import fovea.lab.figure.Palette;
import java.awt.Color;
import java.awt.image.BufferedImage;

/** A two-dimensional map of values that can be drawn in colours. */
public final class HeatMap {

  /** Opacity of the map in an overlay. */
  private static final double OVERLAY_OPACITY = 0.62;

  private final int height;
  private final int width;
  private final float[] values;

  /**
   * @param height rows
   * @param width columns
   * @param values the values in row-major order
   */
  public HeatMap(int height, int width, float[] values) {
    if (values.length != height * width) {
      throw new IllegalArgumentException(
          "%s values: a map of %s x %s has %s"
              .formatted(values.length, height, width, height * width));
    }
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /** Number of rows. */
  public int height() {
    return height;
  }

  /** Number of columns. */
  public int width() {
    return width;
  }

  /** The values in row-major order; not a copy. */
  public float[] values() {
    return values;
  }

  float at(int row, int column) {
    return values[row * width + column];
  }

  /** The largest value. */
  public float largest() {
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** The smallest value. */
  public float smallest() {
    float smallest = Float.POSITIVE_INFINITY;
    for (float value : values) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  /**
   * Bilinear interpolation between the map's values; positions outside the map are clamped to it.
   *
   * @param row fractional row; 0 is the first
   * @param column fractional column
   */
  float interpolate(double row, double column) {
    double y = Math.max(0, Math.min(height - 1, row));
    double x = Math.max(0, Math.min(width - 1, column));
    int top = Math.min((int) y, Math.max(0, height - 2));
    int left = Math.min((int) x, Math.max(0, width - 2));
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    double down = y - top;
    double across = x - left;
    return (float)
        ((1 - down) * ((1 - across) * at(top, left) + across * at(top, right))
            + down * ((1 - across) * at(bottom, left) + across * at(bottom, right)));
  }

  /**
   * The map resized bilinearly, as PyTorch's {@code interpolate} with {@code align_corners=False}.
   */
  HeatMap resized(int rows, int columns) {
    float[] resized = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        resized[i * columns + j] =
            interpolate((i + 0.5) * height / rows - 0.5, (j + 0.5) * width / columns - 0.5);
      }
    }
    return new HeatMap(rows, columns, resized);
  }

  /** Draws the map from violet at {@code low} to yellow at {@code high}. */
  BufferedImage picture(double low, double high) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      picture.setRGB(i % width, i / width, color(values[i], low, high).getRGB());
    }
    return picture;
  }

  /**
   * Draws the map like {@link #picture(double, double)}, from its smallest to its largest value.
   */
  BufferedImage picture() {
    return picture(smallest(), largest());
  }

  /** Draws the map from blue at {@code -largest} over white at 0 to red at {@code largest}. */
  BufferedImage signed(double largest) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      Color color = Palette.diverging(largest > 0 ? values[i] / largest : 0);
      picture.setRGB(i % width, i / width, color.getRGB());
    }
    return picture;
  }

  /**
   * Draws the map as a translucent overlay on a greyscale photograph.
   *
   * @param photograph of the same size as the map
   */
  BufferedImage overlay(BufferedImage photograph, double low, double high) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      int rgb = photograph.getRGB(i % width, i / width);
      int grey =
          (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
      Color mixed =
          Palette.mix(new Color(grey, grey, grey), color(values[i], low, high), OVERLAY_OPACITY);
      picture.setRGB(i % width, i / width, mixed.getRGB());
    }
    return picture;
  }

  private static Color color(float value, double low, double high) {
    return Palette.viridis(high > low ? (value - low) / (high - low) : 0);
  }
}
