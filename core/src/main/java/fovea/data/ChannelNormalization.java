package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Normalises each channel with constants: {@code (x / 255 - mean) / deviation} for a byte x.
 *
 * @param mean the mean of each channel, of values from 0 to 1
 * @param deviation the standard deviation of each channel, of values from 0 to 1; above 0
 */
public record ChannelNormalization(List<Float> mean, List<Float> deviation)
    implements Normalization {

  public ChannelNormalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty() || mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "%s means and %s deviations: there must be one of each per channel"
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

  @Override
  public Converter converter(Shape shape) {
    if (mean.size() != shape.channels()) {
      throw new IllegalArgumentException(
          "normalisation has %s channels, the images have %s"
              .formatted(mean.size(), shape.channels()));
    }
    float[][] tables = tables();
    return (image, destination, offset) -> apply(tables, image, shape, destination, offset);
  }

  /** The normalised value of each byte, one table of 256 per channel. */
  float[][] tables() {
    float[][] tables = new float[mean.size()][256];
    for (int channel = 0; channel < tables.length; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] = (value / 255f - mean.get(channel)) / deviation.get(channel);
      }
    }
    return tables;
  }

  private static void apply(
      float[][] tables, byte[] image, Shape shape, FloatBuffer destination, int offset) {
    int area = shape.area();
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] table = tables[channel];
      int start = channel * area;
      for (int i = start; i < start + area; i++) {
        destination.put(offset + i, table[image[i] & 0xff]);
      }
    }
  }
}
