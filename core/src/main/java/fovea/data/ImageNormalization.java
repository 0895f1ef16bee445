package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * Normalises each image by itself: {@code (x - mean) / max(deviation, 1 / sqrt(n))}, x from 0 to 1,
 * over the n numbers that belong together. The lower bound spares images of one colour and is that
 * of TensorFlow's {@code per_image_standardization}.
 *
 * @param span which numbers belong together
 */
public record ImageNormalization(Span span) implements Normalization {

  /** Which numbers of an image share a mean and a deviation. */
  public enum Span {
    /** Those of a channel: what colour the light has no longer matters. */
    CHANNEL,
    /**
     * All of an image: colours stay, brightness and contrast no longer matter (global contrast
     * normalisation; Goodfellow, Bengio and Courville 2016, equation 12.3).
     */
    IMAGE;

    /** How many deviations an image of a shape has. */
    int groups(Shape shape) {
      return this == CHANNEL ? shape.channels() : 1;
    }
  }

  /** What so many numbers are divided by at least, where they go from 0 to 1. */
  static double leastDivisor(int count) {
    return 1 / Math.sqrt(count);
  }

  @Override
  public Converter converter(Shape shape) {
    int groups = span.groups(shape);
    int count = shape.elements() / groups;
    float[] table = new float[256];
    return (image, destination, offset) -> {
      for (int start = 0; start < shape.elements(); start += count) {
        fill(table, image, start, count);
        write(table, image, start, count, destination, offset);
      }
    };
  }

  private static void fill(float[] table, byte[] image, int start, int count) {
    long sum = 0;
    long squares = 0;
    for (int i = start; i < start + count; i++) {
      int value = image[i] & 0xff;
      sum += value;
      squares += (long) value * value;
    }
    double mean = (double) sum / count;
    double deviation = Math.sqrt(Math.max(0, (double) squares / count - mean * mean));
    double divisor = Math.max(deviation, 255 * leastDivisor(count));
    for (int value = 0; value < 256; value++) {
      table[value] = (float) ((value - mean) / divisor);
    }
  }

  private static void write(
      float[] table, byte[] image, int start, int count, FloatBuffer destination, int offset) {
    for (int i = start; i < start + count; i++) {
      destination.put(offset + i, table[image[i] & 0xff]);
    }
  }
}
