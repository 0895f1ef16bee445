package fovea.train.ring;

import fovea.engine.Precision;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** The numbers in which values are sent. */
enum Numbers {
  /** As they are. */
  F32(Float.BYTES) {
    @Override
    void put(float[] values, int start, int count, ByteBuffer to) {
      to.asFloatBuffer().put(values, start, count);
    }

    @Override
    void get(ByteBuffer from, float[] values, int start, int count) {
      from.asFloatBuffer().get(values, start, count);
    }

    @Override
    void round(float[] values, int start, int count) {}
  },

  /** The upper 16 bits, rounded to the nearest, ties to even. */
  BF16(Short.BYTES) {
    @Override
    void put(float[] values, int start, int count, ByteBuffer to) {
      ShortBuffer halves = to.asShortBuffer();
      for (int i = 0; i < count; i++) {
        halves.put(i, half(values[start + i]));
      }
    }

    @Override
    void get(ByteBuffer from, float[] values, int start, int count) {
      ShortBuffer halves = from.asShortBuffer();
      for (int i = 0; i < count; i++) {
        values[start + i] = value(halves.get(i));
      }
    }

    @Override
    void round(float[] values, int start, int count) {
      for (int i = start; i < start + count; i++) {
        values[i] = value(half(values[i]));
      }
    }
  };

  private static final int TO_NEAREST = 0x7FFF;
  private static final int QUIET = 0x40;

  private final int bytes;

  Numbers(int bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException if nothing is sent in this precision
   */
  static Numbers of(Precision precision) {
    return switch (precision) {
      case F32 -> F32;
      case BF16 -> BF16;
      case F64 -> throw new IllegalArgumentException("values are sent in f32 or bf16, not in f64");
    };
  }

  /** The bytes of a number. */
  int bytes() {
    return bytes;
  }

  /** Writes values to where a buffer stands, which does not move. */
  abstract void put(float[] values, int start, int count, ByteBuffer to);

  /** Reads values from where a buffer stands, which does not move. */
  abstract void get(ByteBuffer from, float[] values, int start, int count);

  /** Rounds values to what is received of them. */
  abstract void round(float[] values, int start, int count);

  private static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isNaN(value)
        ? (short) ((bits >>> Short.SIZE) | QUIET) // its upper half alone could be an infinity
        : (short) ((bits + TO_NEAREST + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
  }

  private static float value(short half) {
    return Float.intBitsToFloat(half << Short.SIZE);
  }
}
