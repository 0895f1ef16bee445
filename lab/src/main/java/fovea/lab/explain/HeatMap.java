package fovea.lab.explain;

import fovea.lab.figure.Palette;
import java.awt.Color;
import java.awt.image.BufferedImage;

/** A number a place. */
public final class HeatMap {

  /** How much of the map and how little of the photograph is seen where one lies over the other. */
  private static final double COVER = 0.62;

  private final int height;
  private final int width;
  private final float[] values;

  /**
   * @param height rows
   * @param width columns
   * @param values row-major
   */
  HeatMap(int height, int width, float[] values) {
    if (values.length != height * width) {
      throw new IllegalArgumentException(
          "%d values: a map of %d x %d has %d"
              .formatted(values.length, height, width, height * width));
    }
    this.height = height;
    this.width = width;
    this.values = values;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  float[] values() {
    return values;
  }

  float at(int row, int column) {
    return values[row * width + column];
  }

  float largest() {
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  float smallest() {
    float smallest = Float.POSITIVE_INFINITY;
    for (float value : values) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  /**
   * The map between its places, linearly, and beyond the outer ones as at them.
   *
   * @param row of a place; 0 is the first
   * @param column of a place
   */
  float between(double row, double column) {
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

  /** The map stretched over an image, each place in the middle of its share. */
  HeatMap stretched(int rows, int columns) {
    float[] stretched = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        stretched[i * columns + j] =
            between((i + 0.5) * height / rows - 0.5, (j + 0.5) * width / columns - 0.5);
      }
    }
    return new HeatMap(rows, columns, stretched);
  }

  /** From violet for {@code low} to yellow for {@code high}. */
  BufferedImage picture(double low, double high) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      picture.setRGB(i % width, i / width, color(values[i], low, high).getRGB());
    }
    return picture;
  }

  /** As {@link #picture}, from the smallest to the largest value. */
  BufferedImage picture() {
    return picture(smallest(), largest());
  }

  /** Blue below 0, white at 0, red above, up to {@code reach}. */
  BufferedImage signed(double reach) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      Color color = Palette.diverging(reach > 0 ? values[i] / reach : 0);
      picture.setRGB(i % width, i / width, color.getRGB());
    }
    return picture;
  }

  /**
   * The map over a photograph of its size, in which one still recognises what is where.
   *
   * @param photograph as many rows and columns
   */
  BufferedImage over(BufferedImage photograph, double low, double high) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      int rgb = photograph.getRGB(i % width, i / width);
      int grey =
          (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
      Color mixed = Palette.mix(new Color(grey, grey, grey), color(values[i], low, high), COVER);
      picture.setRGB(i % width, i / width, mixed.getRGB());
    }
    return picture;
  }

  private static Color color(float value, double low, double high) {
    return Palette.viridis(high > low ? (value - low) / (high - low) : 0);
  }
}
