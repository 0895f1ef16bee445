package fovea.engine;

import fovea.nn.CounterBasedRandom;
import java.nio.FloatBuffer;

/** Fills and reads the buffers of programs. */
public final class Buffers {

  private Buffers() {}

  /** Fills a buffer with normally distributed numbers. */
  public static void fill(FloatBuffer buffer, long key) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (float) CounterBasedRandom.normal(key, i));
    }
  }

  public static float[] read(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }
}
