package fovea.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads files of a gzipped tar archive into memory, without unpacking it to disk. */
final class TarGz {

  /** Larger than any file of the known data sets. */
  private static final long MAX_FILE_BYTES = 256L << 20;

  private TarGz() {}

  /**
   * Reads the files with the given names, in whichever folder of the archive.
   *
   * @return the contents by name
   * @throws IOException if the archive is damaged, a file is missing from it, or one is too large
   */
  static Map<String, byte[]> read(Path archive, Set<String> names) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(in))) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && names.contains(name)) {
          files.put(name, read(tar, entry));
        }
        entry = tar.getNextEntry();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "%s is damaged or no tar.gz archive: %s".formatted(archive.getFileName(), Reason.of(e)),
          e);
    }
    for (String name : names) {
      if (!files.containsKey(name)) {
        throw new IOException("%s has no file %s".formatted(archive.getFileName(), name));
      }
    }
    return files;
  }

  private static byte[] read(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
    if (entry.getSize() > MAX_FILE_BYTES) {
      throw new IOException(
          "its file %s claims %s bytes".formatted(entry.getName(), entry.getSize()));
    }
    byte[] bytes = tar.readNBytes((int) entry.getSize());
    if (bytes.length != entry.getSize()) {
      throw new IOException("its file %s is truncated".formatted(entry.getName()));
    }
    return bytes;
  }
}
