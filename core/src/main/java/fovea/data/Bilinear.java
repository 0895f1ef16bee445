package fovea.data;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.Arrays;

/**
 * Scales 8-bit images by Pillow's bilinear filter, to the bit: each new pixel is a weighted mean of
 * the old ones below a triangle that is as wide as two new pixels, or two old ones if these are
 * wider. Columns come first, then rows, in fixed-point numbers (Pillow's {@code Resample.c}).
 */
final class Bilinear {

  private static final int PRECISION = 32 - 8 - 2;
  private static final int HALF = 1 << (PRECISION - 1);

  /** The rows of an image. */
  interface Rows {

    /** Copies a row to an array, channel after channel. */
    void copy(int row, byte[] destination);
  }

  /**
   * A part of an image.
   *
   * @param top its first row
   * @param left its first column
   * @param size its rows and columns
   */
  record Window(int top, int left, Size size) {}

  /** The weights of new pixels along one axis. */
  private static final class Axis {

    /** The first old pixel of each new one. */
    final int[] starts;

    /** The weights of the old pixels of each new one, from the first one on. */
    final int[][] weights;

    /**
     * @param length number of old pixels
     * @param scaled number of new pixels
     * @param first the first new pixel to compute
     * @param count number of new pixels to compute
     */
    Axis(int length, int scaled, int first, int count) {
      starts = new int[count];
      weights = new int[count][];
      double scale = (double) length / scaled;
      double width = Math.max(scale, 1);
      for (int i = 0; i < count; i++) {
        double centre = (first + i + 0.5) * scale;
        int start = Math.max(0, (int) (centre - width + 0.5));
        int end = Math.min(length, (int) (centre + width + 0.5));
        starts[i] = start;
        weights[i] = weights(start, end - start, centre, width);
      }
    }

    private static int[] weights(int start, int count, double centre, double width) {
      double[] heights = new double[count];
      double steepness = 1 / width;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        heights[i] = Math.max(0, 1 - Math.abs((i + start - centre + 0.5) * steepness));
        sum += heights[i];
      }
      int[] weights = new int[count];
      for (int i = 0; i < count; i++) {
        weights[i] = (int) (0.5 + heights[i] / sum * (1 << PRECISION));
      }
      return weights;
    }

    int end() {
      int last = starts.length - 1;
      return starts[last] + weights[last].length;
    }
  }

  private Bilinear() {}

  /**
   * Scales an image, and computes a part of the result.
   *
   * @param source the rows of the image
   * @param size the size of the image
   * @param scaled the size of the whole result
   * @param part the part of the result to compute
   * @param destination receives it, C x H x W
   */
  static void scale(
      Rows source, int channels, Size size, Size scaled, Window part, byte[] destination) {
    int height = part.size().height();
    int width = part.size().width();
    Axis columns = new Axis(size.width(), scaled.width(), part.left(), width);
    Axis rows = new Axis(size.height(), scaled.height(), part.top(), height);
    int first = rows.starts[0];
    byte[] row = new byte[channels * size.width()];
    byte[] narrow = new byte[channels * (rows.end() - first) * width];
    for (int y = first; y < rows.end(); y++) {
      source.copy(y, row);
      narrow(row, size.width(), columns, narrow, (y - first) * channels * width);
    }
    int line = channels * width;
    int[] sums = new int[line];
    for (int y = 0; y < height; y++) {
      sum(narrow, (rows.starts[y] - first) * line, rows.weights[y], sums);
      for (int channel = 0; channel < channels; channel++) {
        int to = (channel * height + y) * width;
        for (int x = 0; x < width; x++) {
          destination[to + x] = clipped(sums[channel * width + x]);
        }
      }
    }
  }

  /**
   * Scales a part of an image.
   *
   * @param source the image, C x H x W
   * @param input its shape
   * @param part the part to scale
   * @param scaled the size of the result
   * @param destination receives it, C x H x W
   */
  static void scale(byte[] source, Shape input, Window part, Size scaled, byte[] destination) {
    int columns = part.size().width();
    Rows rows =
        (row, planes) -> {
          for (int channel = 0; channel < input.channels(); channel++) {
            System.arraycopy(
                source,
                (channel * input.height() + part.top() + row) * input.width() + part.left(),
                planes,
                channel * columns,
                columns);
          }
        };
    scale(rows, input.channels(), part.size(), scaled, new Window(0, 0, scaled), destination);
  }

  /** Scales a row, channel after channel. */
  private static void narrow(byte[] row, int length, Axis columns, byte[] narrow, int offset) {
    int channels = row.length / length;
    int width = columns.starts.length;
    for (int x = 0; x < width; x++) {
      int[] weights = columns.weights[x];
      for (int channel = 0; channel < channels; channel++) {
        int from = channel * length + columns.starts[x];
        int sum = HALF;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * (row[from + i] & 0xff);
        }
        narrow[offset + channel * width + x] = clipped(sum);
      }
    }
  }

  /** The weighted sum of consecutive lines. */
  private static void sum(byte[] lines, int start, int[] weights, int[] sums) {
    Arrays.fill(sums, HALF);
    for (int i = 0; i < weights.length; i++) {
      int weight = weights[i];
      int from = start + i * sums.length;
      for (int x = 0; x < sums.length; x++) {
        sums[x] += weight * (lines[from + x] & 0xff);
      }
    }
  }

  private static byte clipped(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
  }
}
