package fovea.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The first directory of a TIFF file, or of EXIF data, which have the same structure (TIFF 6.0,
 * section 2). BigTIFF files, whose offsets have 8 bytes, are read as well.
 */
final class TiffDirectory {

  private static final int MAGIC = 42;
  private static final int BIG_MAGIC = 43;
  private static final int NEW_SUBFILE_TYPE = 254;
  private static final int REDUCED_OR_MASK = 1 | 4;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final ByteBuffer data;
  private final boolean big;
  private final int start;
  private final int count;
  private final boolean complete;

  private TiffDirectory(ByteBuffer data, boolean big, int start, int count, boolean complete) {
    this.data = data;
    this.big = big;
    this.start = start;
    this.count = count;
    this.complete = complete;
  }

  /**
   * Finds the directory.
   *
   * @param bytes EXIF data or a TIFF file, from the position to the limit
   * @return empty if they are neither, or are damaged
   */
  static Optional<TiffDirectory> first(ByteBuffer bytes) {
    ByteBuffer data = bytes.slice();
    if (data.remaining() < 8) {
      return Optional.empty();
    }
    boolean little = data.get(0) == 'I' && data.get(1) == 'I';
    boolean large = data.get(0) == 'M' && data.get(1) == 'M';
    data.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    short magic = data.getShort(2);
    boolean big = magic == BIG_MAGIC && data.remaining() >= 16;
    if ((!little && !large) || (magic != MAGIC && !big)) {
      return Optional.empty();
    }
    return at(big ? data.getLong(8) : Integer.toUnsignedLong(data.getInt(4)), data, big);
  }

  private static Optional<TiffDirectory> at(long directory, ByteBuffer data, boolean big) {
    int countBytes = big ? Long.BYTES : Short.BYTES;
    if (directory < 0 || directory > data.limit() - countBytes) {
      return Optional.empty();
    }
    int start = (int) directory;
    long count = big ? data.getLong(start) : Short.toUnsignedInt(data.getShort(start));
    start += countBytes;
    long whole = (long) (data.limit() - start) / entryBytes(big);
    boolean complete = count >= 0 && count <= whole;
    int readable = (int) Math.max(0, Math.min(count, whole));
    return Optional.of(new TiffDirectory(data, big, start, readable, complete));
  }

  /** Whether another image follows that is neither a smaller copy of this one nor its mask. */
  boolean hasNextPage() {
    int end = start + count * entryBytes(big);
    int offsetBytes = big ? Long.BYTES : Integer.BYTES;
    if (!complete || end > data.limit() - offsetBytes) {
      return false;
    }
    long next = big ? data.getLong(end) : Integer.toUnsignedLong(data.getInt(end));
    return next != 0
        && at(next, data, big)
            .map(each -> (each.number(NEW_SUBFILE_TYPE).orElse(0) & REDUCED_OR_MASK) == 0)
            .orElse(false);
  }

  private static int entryBytes(boolean big) {
    return big ? 20 : 12;
  }

  /** The place of a tag's entry, which begins with the tag, from the first byte of the data. */
  OptionalInt entry(int tag) {
    for (int i = 0; i < count; i++) {
      int entry = start + i * entryBytes(big);
      if (Short.toUnsignedInt(data.getShort(entry)) == tag) {
        return OptionalInt.of(entry);
      }
    }
    return OptionalInt.empty();
  }

  /** The first value of a tag of whole numbers; empty if it is missing or damaged. */
  OptionalInt number(int tag) {
    OptionalInt entry = entry(tag);
    if (entry.isEmpty()) {
      return OptionalInt.empty();
    }
    int place = entry.getAsInt();
    int type = data.getShort(place + 2);
    int bytes = type == BYTE ? Byte.BYTES : type == SHORT ? Short.BYTES : Integer.BYTES;
    int field = place + (big ? 12 : 8);
    long values = big ? data.getLong(place + 4) : Integer.toUnsignedLong(data.getInt(place + 4));
    long value = field;
    if (values < 1 || values > data.limit()) {
      return OptionalInt.empty();
    }
    if (values * bytes > (big ? Long.BYTES : Integer.BYTES)) { // they are elsewhere
      value = big ? data.getLong(field) : Integer.toUnsignedLong(data.getInt(field));
    }
    if (value < 0 || value > data.limit() - bytes) {
      return OptionalInt.empty();
    }
    int at = (int) value;
    return switch (type) {
      case BYTE -> OptionalInt.of(Byte.toUnsignedInt(data.get(at)));
      case SHORT -> OptionalInt.of(Short.toUnsignedInt(data.getShort(at)));
      case LONG -> OptionalInt.of(data.getInt(at));
      default -> OptionalInt.empty();
    };
  }
}
