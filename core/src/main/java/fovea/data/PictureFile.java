package fovea.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Decoded pictures one after the other, with an index at the end. A file of them is mapped, not
 * loaded: the system keeps in memory what it has room for, however large the file is.
 */
final class PictureFile implements Pictures {

  private static final byte[] MAGIC = "fovea-pictures-1".getBytes(StandardCharsets.US_ASCII);

  /** The length of the index, its check sum, and the magic number again. */
  private static final int TRAILER_BYTES = 2 * Integer.BYTES + MAGIC.length;

  /** The distance of the mapped parts; each reaches as far into the next as a picture may. */
  private static final int PART_BYTES = 1 << 30;

  /** Writes a source's pictures, and returns their index. */
  interface Source {
    PictureIndex writeTo(OutputStream out) throws IOException;
  }

  private final String name;
  private final PictureIndex index;
  private final List<ByteBuffer> parts;
  private final List<Path> files;

  private PictureFile(String name, PictureIndex index, List<ByteBuffer> parts, List<Path> files) {
    this.name = name;
    this.index = index;
    this.parts = parts;
    this.files = files;
  }

  /** Decodes files into memory. */
  static PictureFile inMemory(PictureDecoder decoder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MAGIC);
    PictureIndex index = decoder.writeTo(out);
    ByteBuffer pictures = ByteBuffer.wrap(out.toByteArray());
    return new PictureFile("memory", index, List.of(pictures), decoder.files());
  }

  /** Writes pictures to a file, atomically. */
  static void write(Path file, Source source) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          out.write(MAGIC);
          PictureIndex index = source.writeTo(out);
          byte[] bytes = index.toBytes();
          out.write(bytes);
          out.write(
              ByteBuffer.allocate(TRAILER_BYTES)
                  .putInt(bytes.length)
                  .putInt(PictureIndex.check(ByteBuffer.wrap(bytes)))
                  .put(MAGIC)
                  .array());
        });
  }

  /**
   * Maps a file written by {@link #write}. Of a source that has written no pictures, only the index
   * can be used.
   *
   * @param files the files that it was decoded from
   * @throws IOException if it cannot be read, or is damaged
   */
  static PictureFile map(Path file, List<Path> files) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      PictureIndex index = index(channel);
      long end = Math.min(channel.size(), MAGIC.length + index.totalBytes());
      List<ByteBuffer> parts = new ArrayList<>();
      for (long start = 0; start < end; start += PART_BYTES) {
        long length = Math.min(Integer.MAX_VALUE, end - start);
        parts.add(channel.map(MapMode.READ_ONLY, start, length));
      }
      return new PictureFile(file.toString(), index, parts, files);
    } catch (IOException e) {
      throw new IOException(file + " is damaged: " + Reason.of(e), e);
    }
  }

  private static PictureIndex index(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < MAGIC.length + TRAILER_BYTES) {
      throw new IOException("it is truncated");
    }
    ByteBuffer trailer = read(channel, size - TRAILER_BYTES, TRAILER_BYTES);
    int length = trailer.getInt();
    int check = trailer.getInt();
    long start = size - TRAILER_BYTES - length;
    if (!trailer.equals(ByteBuffer.wrap(MAGIC)) || length < 0 || start < MAGIC.length) {
      throw new IOException("it is truncated");
    }
    ByteBuffer bytes = read(channel, start, length);
    if (PictureIndex.check(bytes.duplicate()) != check) {
      throw new IOException("its index is damaged");
    }
    PictureIndex index = PictureIndex.read(bytes);
    if (start != MAGIC.length && start != MAGIC.length + index.totalBytes()) {
      throw new IOException("its index is that of another file");
    }
    return index;
  }

  private static ByteBuffer read(FileChannel channel, long start, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + bytes.position()) < 0) {
        throw new IOException("it is truncated");
      }
    }
    return bytes.flip();
  }

  @Override
  public PictureIndex index() {
    return index;
  }

  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public void copy(int image, byte[] destination) {
    long start = MAGIC.length + index.offset(image);
    int part = (int) (start / PART_BYTES);
    int length = index.bytes(image);
    parts.get(part).get((int) (start - (long) part * PART_BYTES), destination, 0, length);
    if (PictureIndex.check(ByteBuffer.wrap(destination, 0, length)) != index.check(image)) {
      throw new IllegalStateException(
          "picture %s of %s is damaged: remove the file, and it is made again"
              .formatted(image, name));
    }
  }
}
