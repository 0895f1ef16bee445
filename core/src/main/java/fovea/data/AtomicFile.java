package fovea.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes files atomically: a reader sees the old file or the complete new one. */
public final class AtomicFile {

  private static final int BUFFER = 1 << 16;

  /** The names of temporary files, which contain the ids of the process and the writing thread. */
  private static final Pattern PARTIAL = Pattern.compile("\\..+\\.(\\d{1,18})-\\d+\\.partial");

  private AtomicFile() {}

  /** Writes the content of a file to a stream. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Creates or replaces a file: writes a temporary file in the same directory, forces it to disk,
   * and renames it. On failure an existing file is left unchanged and the temporary file is
   * deleted. Temporary files left by processes that were killed are removed.
   *
   * @throws IOException if the content cannot be produced or written; the message names the file
   */
  public static void write(Path file, Content content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    createDirectories(file, directory);
    removeLeftovers(directory);
    String unique = ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
    Path temporary = directory.resolve("." + absolute.getFileName() + "." + unique + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      move(temporary, absolute);
      forceDirectory(directory);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + Reason.of(e), e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Whether a file is a temporary file of this class. */
  static boolean isPartial(Path file) {
    return PARTIAL.matcher(file.getFileName().toString()).matches();
  }

  /** Removes the temporary files in a directory whose processes have ended, as far as possible. */
  static void removeLeftovers(Path directory) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, AtomicFile::isLeftover)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A failed cleanup must not prevent the file from being written.
    }
  }

  /** Whether a file is a temporary file of a process that has ended. */
  private static boolean isLeftover(Path file) {
    Matcher partial = PARTIAL.matcher(file.getFileName().toString());
    return partial.matches() && ProcessHandle.of(Long.parseLong(partial.group(1))).isEmpty();
  }

  private static void createDirectories(Path file, Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + Reason.of(e), e);
    }
  }

  /** Renames a file or directory, atomically where possible, replacing an existing file. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems cannot open a directory; nothing more can be done there.
    }
  }
}
