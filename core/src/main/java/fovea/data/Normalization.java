package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;

/**
 * Turns bytes into floats: {@code (x / 255 - mean) / deviation}, channel by channel.
 *
 * @param mean what is subtracted, a number a channel
 * @param deviation what it is divided by, a number a channel
 */
public record Normalization(List<Float> mean, List<Float> deviation) {

  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty() || mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "%d means and %d deviations: there must be one of each a channel"
              .formatted(mean.size(), deviation.size()));
    }
    for (float each : mean) {
      if (!Float.isFinite(each)) {
        throw new IllegalArgumentException("mean is %s: it must be a number".formatted(each));
      }
    }
    for (float each : deviation) {
      if (!(each > 0 && Float.isFinite(each))) {
        throw new IllegalArgumentException(
            "deviation is %s: it must be a number above 0".formatted(each));
      }
    }
  }

  /** Bytes over 255 and nothing more. */
  public static Normalization none(int channels) {
    return new Normalization(Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
  }

  /** One float for each byte of a channel: what a loader looks up instead of computing. */
  float[][] tables() {
    float[][] tables = new float[mean.size()][256];
    for (int channel = 0; channel < tables.length; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] = (value / 255f - mean.get(channel)) / deviation.get(channel);
      }
    }
    return tables;
  }

  /** Writes an image as floats. */
  static void apply(
      float[][] tables, byte[] image, Shape shape, FloatBuffer destination, int offset) {
    int area = shape.size().area();
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] table = tables[channel];
      int start = channel * area;
      for (int i = start; i < start + area; i++) {
        destination.put(offset + i, table[image[i] & 0xff]);
      }
    }
  }
}
