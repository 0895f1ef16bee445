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

/** Files that are there whole or not at all, whatever happens while they are written. */
public final class AtomicFile {

  private static final int BUFFER = 1 << 16;

  /** The process and its thread that write a temporary file are in its name. */
  private static final Pattern PARTIAL = Pattern.compile("\\..+\\.(\\d{1,18})-\\d+\\.partial");

  private AtomicFile() {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file: the bytes go to a temporary file beside it, reach the disk, and then take the
   * name. If that fails, the file that was there is untouched and nothing else is left. Temporary
   * files that processes left there when they were killed are removed.
   *
   * @throws IOException if the content cannot be made or written; the message names the file
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

  /** Whether a file is one of the temporary files. */
  static boolean isPartial(Path file) {
    return PARTIAL.matcher(file.getFileName().toString()).matches();
  }

  private static void removeLeftovers(Path directory) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, AtomicFile::isLeftover)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What cannot be tidied does not keep a file from being written.
    }
  }

  /** Whether a file is temporary and the process that wrote it has ended. */
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

  /** Moves a file or a directory to a name in one step, replacing a file of that name. */
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
      // Some systems cannot open a directory: there the move itself is all that can be done.
    }
  }
}
