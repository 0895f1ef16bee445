package fovea.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded pictures of image files on disk, so that each file is decoded once. A set of pictures is
 * known by its files (their names, sizes and times of change) and by how they are fitted; if any of
 * these differs, it is another one. All sets together take at most half of the disk space that they
 * and the free space have; those that were not used for longest are removed first.
 */
final class PictureCache {

  private static final Logger LOG = LoggerFactory.getLogger(PictureCache.class);

  /** Changes when the pictures of the same files do. */
  private static final String VERSION = "2";

  private static final String PICTURES = ".pictures";
  private static final String INDEX = ".index";

  private final Path directory;

  /**
   * @param cache the directory of cached data sets
   */
  PictureCache(Path cache) {
    directory = cache.resolve("pictures");
  }

  /** A file of the cache. */
  private record Cached(Path file, long bytes, FileTime used) {}

  /**
   * Whether pictures of so many bytes may be kept, if others are removed.
   *
   * @throws IOException if the disk cannot be asked
   */
  boolean hasRoomFor(long bytes) throws IOException {
    return bytes <= limit();
  }

  private long limit() throws IOException {
    Files.createDirectories(directory);
    AtomicFile.removeLeftovers(directory); // of a decoding that was killed, they can be large
    long taken = cached().stream().mapToLong(Cached::bytes).sum();
    return (Files.getFileStore(directory).getUsableSpace() + taken) / 2;
  }

  /**
   * The pictures of files, decoded now unless they have been before.
   *
   * @param root the directory that the names of the files begin in
   * @throws IOException if they cannot be written
   */
  PictureFile pictures(Path root, PictureDecoder decoder) throws IOException {
    return open(root, decoder, PICTURES, decoder::writeTo);
  }

  /** What decoding files once tells about them, without their pictures. */
  PictureIndex index(Path root, PictureDecoder decoder) throws IOException {
    return open(root, decoder, INDEX, out -> withoutPictures(decoder)).index();
  }

  /** Decodes files, and keeps nothing but their index. */
  static PictureIndex withoutPictures(PictureDecoder decoder) throws IOException {
    return decoder.writeTo(OutputStream.nullOutputStream());
  }

  private PictureFile open(
      Path root, PictureDecoder decoder, String kind, PictureFile.Source source)
      throws IOException {
    String key = key(root, decoder);
    Path file = directory.resolve(key + kind);
    if (!isUsable(file)) {
      make(file, directory.resolve("." + key + ".lock"), decoder, source);
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    return PictureFile.map(file, decoder.files());
  }

  /** Makes a file, unless another process is about to. */
  private void make(Path file, Path lockFile, PictureDecoder decoder, PictureFile.Source source)
      throws IOException {
    Files.createDirectories(directory);
    Runnable waiting =
        () -> decoder.listener().onProgress("waiting for another process to decode", 0, 0);
    try (ExclusiveLock lock = ExclusiveLock.take(lockFile, waiting)) {
      if (!lock.waited() || !isUsable(file)) {
        PictureFile.write(file, source);
        clean(limit(), file);
      }
    }
  }

  private static boolean isUsable(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      PictureFile.map(file, List.of());
      return true;
    } catch (IOException e) {
      LOG.warn("{}: decoding again", Reason.of(e));
      return false;
    }
  }

  private static String key(Path root, PictureDecoder decoder) throws IOException {
    MessageDigest digest = Sha256.digest();
    add(digest, VERSION + decoder.fit() + decoder.ignoreExif());
    for (Path file : decoder.files()) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      add(digest, root.relativize(file).toString());
      add(digest, attributes.size() + " " + attributes.lastModifiedTime().toInstant());
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  /** Removes the files that were not used for longest, until the others take at most a limit. */
  private void clean(long limit, Path kept) throws IOException {
    List<Cached> all = cached();
    long taken = all.stream().mapToLong(Cached::bytes).sum();
    for (Cached each : all) {
      if (taken > limit && !each.file().equals(kept)) {
        Files.deleteIfExists(each.file());
        taken -= each.bytes();
      }
    }
  }

  /**
   * Removes all pictures.
   *
   * @return the number of bytes that they took
   * @throws IOException if one cannot be removed
   */
  long clean() throws IOException {
    long bytes = 0;
    if (Files.isDirectory(directory)) {
      for (Path file : list()) {
        bytes += Files.size(file);
        Files.deleteIfExists(file);
      }
    }
    return bytes;
  }

  /** The files of pictures, the one not used for longest first. */
  private List<Cached> cached() throws IOException {
    List<Cached> files = new ArrayList<>();
    for (Path file : list()) {
      String name = file.getFileName().toString();
      if (name.endsWith(PICTURES) || name.endsWith(INDEX)) {
        files.add(new Cached(file, Files.size(file), Files.getLastModifiedTime(file)));
      }
    }
    files.sort(Comparator.comparing(Cached::used));
    return files;
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
