package fovea.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data types of the safetensors format. All of them can stand in a file; those that networks'
 * parameters come in are also converted to 32-bit floats.
 */
enum TensorType {
  F64(Double.BYTES, true),
  F32(Float.BYTES, true),
  F16(Short.BYTES, true),
  BF16(Short.BYTES, true),
  I64(Long.BYTES, true),
  I32(Integer.BYTES, true),
  I16(Short.BYTES, true),
  I8(Byte.BYTES, true),
  U64(Long.BYTES, false),
  U32(Integer.BYTES, false),
  U16(Short.BYTES, false),
  U8(Byte.BYTES, false),
  BOOL(Byte.BYTES, false),
  F8_E4M3(Byte.BYTES, false),
  F8_E5M2(Byte.BYTES, false);

  private static final int HALF_EXPONENT = 0x7c00;
  private static final int HALF_MANTISSA = 0x03ff;
  private static final int HALF_MANTISSA_BITS = 10;
  private static final int FLOAT_MANTISSA_BITS = 23;

  /** Smallest positive binary16 number, 2^-24. */
  private static final float HALF_LEAST = 0x1p-24f;

  private final int bytes;
  private final boolean convertible;

  TensorType(int bytes, boolean convertible) {
    this.bytes = bytes;
    this.convertible = convertible;
  }

  /** The type of a name in a header. */
  static Optional<TensorType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Bytes per element. */
  int bytes() {
    return bytes;
  }

  /** Whether {@link #convert} is supported. */
  boolean isConvertible() {
    return convertible;
  }

  /**
   * Converts elements to 32-bit floats, rounding to nearest where they have more bits.
   *
   * @param source little-endian elements, read to its limit
   * @param target receives as many floats
   */
  void convert(ByteBuffer source, FloatBuffer target) {
    if (this == F32) {
      target.put(source.asFloatBuffer());
      return;
    }
    while (source.hasRemaining()) {
      target.put(next(source));
    }
  }

  private float next(ByteBuffer source) {
    return switch (this) {
      case F64 -> (float) source.getDouble();
      case F32 -> source.getFloat();
      case F16 -> half(source.getShort());
      case BF16 -> Float.intBitsToFloat(source.getShort() << Short.SIZE);
      case I64 -> source.getLong();
      case I32 -> source.getInt();
      case I16 -> source.getShort();
      case I8 -> source.get();
      default -> throw new IllegalStateException(this + " is not converted");
    };
  }

  /** The value of an IEEE 754 binary16 number. */
  private static float half(short bits) {
    int exponent = bits & HALF_EXPONENT;
    int mantissa = bits & HALF_MANTISSA;
    int shift = FLOAT_MANTISSA_BITS - HALF_MANTISSA_BITS;
    float magnitude;
    if (exponent == HALF_EXPONENT) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = mantissa * HALF_LEAST;
    } else {
      int bias = Float.MAX_EXPONENT - 15; // binary16 has exponents up to 15
      magnitude =
          Float.intBitsToFloat(
              (exponent << shift) + (bias << FLOAT_MANTISSA_BITS) + (mantissa << shift));
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
