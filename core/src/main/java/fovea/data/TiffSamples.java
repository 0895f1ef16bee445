package fovea.data;

import java.util.Optional;

/** Which values a TIFF file has for each pixel (TIFF 6.0, sections 8 and 19). */
final class TiffSamples {

  private static final int BITS_PER_SAMPLE = 258;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int SAMPLE_FORMAT = 339;

  private TiffSamples() {}

  /**
   * What the values are, if they cannot be brought to the range of bytes: numbers without a known
   * range, such as {@code 32-bit floats}, and packings that are hardly used.
   */
  static Optional<String> unreadable(TiffDirectory directory) {
    int bits = directory.number(BITS_PER_SAMPLE).orElse(1);
    int samples = directory.number(SAMPLES_PER_PIXEL).orElse(1);
    int unsigned = 1;
    return switch (directory.number(SAMPLE_FORMAT).orElse(unsigned)) {
      case 2 -> Optional.of("signed %s-bit integers".formatted(bits));
      case 3 -> Optional.of("%s-bit floats".formatted(bits));
      case 5, 6 -> Optional.of("complex numbers");
      default ->
          isReadable(bits, samples)
              ? Optional.empty()
              : Optional.of("%s-bit integers".formatted(bits));
    };
  }

  private static boolean isReadable(int bits, int samples) {
    boolean packed = samples == 1 && (bits == 1 || bits == 2 || bits == 4);
    return packed || (bits >= Byte.SIZE && bits <= Short.SIZE && bits % 2 == 0);
  }
}
