package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * Normalises each image with its own statistics: {@code (x - mean) / max(deviation, 1 / sqrt(n))}
 * for values x from 0 to 1, with mean and standard deviation over the n values of the image or of a
 * channel. The lower bound protects images of a single colour and is that of TensorFlow's {@code
 * per_image_standardization}.
 *
 * @param span whether statistics are those of the image or of each of its channels
 */
public record ImageNormalization(Span span) implements Normalization {

  /** The values over which mean and standard deviation are computed. */
  public enum Span {
    /** Each channel of an image: removes the colour of the light. */
    CHANNEL,
    /**
     * The whole image: removes brightness and contrast but keeps colours (global contrast
     * normalisation; Goodfellow, Bengio and Courville 2016, equation 12.3).
     */
    IMAGE;

    /** Number of standard deviations per image. */
    int groups(Shape shape) {
      return this == CHANNEL ? shape.channels() : 1;
    }
  }

  /** The lower bound of the divisor of {@code count} values from 0 to 1. */
  static double minDivisor(int count) {
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
    double divisor = Math.max(deviation, 255 * minDivisor(count));
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
