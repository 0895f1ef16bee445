package fovea.train;

import fovea.engine.Precision;
import java.nio.FloatBuffer;
import java.util.List;

/** Buffers that the members of a group average together. */
final class Bucket {

  private final List<String> names;
  private final FloatBuffer[] buffers;
  private final float[] values;

  /**
   * @param names the names of the parameters whose gradients they hold
   */
  Bucket(List<String> names, List<FloatBuffer> buffers) {
    this.names = List.copyOf(names);
    this.buffers = buffers.toArray(FloatBuffer[]::new);
    values = new float[buffers.stream().mapToInt(FloatBuffer::capacity).sum()];
  }

  List<String> names() {
    return names;
  }

  boolean isEmpty() {
    return values.length == 0;
  }

  /** Reads what is to be averaged. */
  void read() {
    int start = 0;
    for (FloatBuffer each : buffers) {
      each.get(0, values, start, each.capacity());
      start += each.capacity();
    }
  }

  /** Averages what has been read. */
  void average(Group group, Precision precision) {
    group.sum(values, precision);
    for (int i = 0; i < values.length; i++) {
      values[i] /= group.size();
    }
  }

  /** Writes the averages. */
  void write() {
    int start = 0;
    for (FloatBuffer each : buffers) {
      each.put(0, values, start, each.capacity());
      start += each.capacity();
    }
  }
}
