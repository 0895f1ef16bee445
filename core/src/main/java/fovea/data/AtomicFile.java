package fovea.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all, whatever happens while they are written. */
public final class AtomicFile {

  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file: the bytes go to a temporary file beside it, reach the disk, and then take the
   * name. If that fails, the file that was there is untouched and nothing else is left.
   *
   * @throws IOException if the content cannot be made or written; the message names the file
   */
  public static void write(Path file, Content content) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    createDirectories(file, directory);
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
