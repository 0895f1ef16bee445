package fovea.data;

import fovea.nn.Size;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * What is known about decoded image files without their pixels: size, place, check sum and digest
 * of each, and which files are damaged or have more images.
 */
final class PictureIndex {

  private static final int DIGEST_BYTES = 16;
  private static final int ENTRY_BYTES = 3 * Integer.BYTES + DIGEST_BYTES;
  private static final int CHANNELS = 3;

  private final int[] heights;
  private final int[] widths;
  private final int[] checks;
  private final byte[] digests;
  private final long[] offsets;
  private final SortedMap<Integer, String> damaged = new TreeMap<>();
  private final SortedSet<Integer> several = new TreeSet<>();

  private PictureIndex(int count) {
    heights = new int[count];
    widths = new int[count];
    checks = new int[count];
    digests = new byte[Math.multiplyExact(count, DIGEST_BYTES)];
    offsets = new long[count + 1];
  }

  /** Collects an index, file by file. */
  static final class Builder {
    private final PictureIndex index;
    private final MessageDigest digest = Sha256.digest();
    private int next;

    /**
     * @param count number of files
     */
    Builder(int count) {
      index = new PictureIndex(count);
    }

    /** Adds the next file's picture. */
    void add(Picture picture) {
      index.heights[next] = picture.shape().height();
      index.widths[next] = picture.shape().width();
      index.checks[next] = check(ByteBuffer.wrap(picture.values()));
      byte[] whole = digest.digest(picture.values());
      System.arraycopy(whole, 0, index.digests, next * DIGEST_BYTES, DIGEST_BYTES);
      if (picture.ofSeveral()) {
        index.several.add(next);
      }
      place(picture.values().length);
    }

    /** Adds that the next file is damaged. */
    void addDamaged(String reason) {
      index.damaged.put(next, reason);
      place(0);
    }

    private void place(int bytes) {
      index.offsets[next + 1] = index.offsets[next] + bytes;
      next++;
    }

    PictureIndex build() {
      return index;
    }
  }

  /** The check sum of a picture. */
  static int check(ByteBuffer values) {
    CRC32C crc = new CRC32C();
    crc.update(values);
    return (int) crc.getValue();
  }

  /** Number of files, the damaged ones too. */
  int count() {
    return heights.length;
  }

  Size size(int file) {
    return Size.of(heights[file], widths[file]);
  }

  /** Where a picture begins, counted from the first one. */
  long offset(int file) {
    return offsets[file];
  }

  /** Number of bytes of a picture. */
  int bytes(int file) {
    return CHANNELS * heights[file] * widths[file];
  }

  /** Number of bytes of all pictures. */
  long totalBytes() {
    return offsets[count()];
  }

  int check(int file) {
    return checks[file];
  }

  /** Adds what identifies a picture to a digest. */
  void digest(int file, MessageDigest into) {
    into.update(digests, file * DIGEST_BYTES, DIGEST_BYTES);
  }

  /** The damaged files, and what is wrong with each. */
  SortedMap<Integer, String> damaged() {
    return damaged;
  }

  /** The files that have more than one image, of which the first is taken. */
  SortedSet<Integer> several() {
    return several;
  }

  /** The index as bytes, which {@link #read} reads. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(count() * ENTRY_BYTES + 64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(count());
      for (int i = 0; i < count(); i++) {
        out.writeInt(heights[i]);
        out.writeInt(widths[i]);
        out.writeInt(checks[i]);
        out.write(digests, i * DIGEST_BYTES, DIGEST_BYTES);
      }
      out.writeInt(damaged.size());
      for (var each : damaged.entrySet()) {
        byte[] reason = each.getValue().getBytes(StandardCharsets.UTF_8);
        out.writeInt(each.getKey());
        out.writeInt(reason.length);
        out.write(reason);
      }
      out.writeInt(several.size());
      for (int file : several) {
        out.writeInt(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not in memory
    }
    return bytes.toByteArray();
  }

  /**
   * Reads an index, from the position to the limit.
   *
   * @throws IOException if it is damaged
   */
  static PictureIndex read(ByteBuffer bytes) throws IOException {
    try {
      int count = bytes.getInt();
      if (count < 0 || (long) count * ENTRY_BYTES > bytes.remaining()) {
        throw new IOException("its index is damaged");
      }
      PictureIndex index = new PictureIndex(count);
      for (int i = 0; i < count; i++) {
        index.heights[i] = bytes.getInt();
        index.widths[i] = bytes.getInt();
        index.checks[i] = bytes.getInt();
        bytes.get(index.digests, i * DIGEST_BYTES, DIGEST_BYTES);
        index.offsets[i + 1] = index.offsets[i] + index.bytes(i);
      }
      for (int left = bytes.getInt(); left > 0; left--) {
        int file = bytes.getInt();
        byte[] reason = new byte[Math.min(bytes.getInt(), bytes.remaining())];
        bytes.get(reason);
        index.damaged.put(file, new String(reason, StandardCharsets.UTF_8));
      }
      for (int left = bytes.getInt(); left > 0; left--) {
        index.several.add(bytes.getInt());
      }
      return index;
    } catch (RuntimeException e) {
      throw new IOException("its index is damaged", e);
    }
  }
}
