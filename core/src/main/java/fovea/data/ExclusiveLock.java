package fovea.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An exclusive lock on what lies beside its file, such as a data set of the cache or the runs of a
 * ladder, across threads and processes. The system releases it when the process that holds it ends
 * for any reason.
 */
public final class ExclusiveLock implements AutoCloseable {

  private static final long POLL_MILLISECONDS = 100;

  private final FileChannel channel;
  private final boolean waited;
  private final boolean exclusive;

  private ExclusiveLock(FileChannel channel, boolean waited, boolean exclusive) {
    this.channel = channel;
    this.waited = waited;
    this.exclusive = exclusive;
  }

  /**
   * Acquires the lock, waiting while another thread or process holds it.
   *
   * @param file the lock file; it is created if missing, and not deleted
   * @param waiting called repeatedly while another holder has the lock
   * @throws IOException if the file cannot be opened, or the thread is interrupted
   */
  public static ExclusiveLock take(Path file, Runnable waiting) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      boolean waited = false;
      while (isTaken(channel)) {
        waited = true;
        waiting.run();
        Thread.sleep(POLL_MILLISECONDS);
      }
      return new ExclusiveLock(channel, waited, true);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IOException("waiting for " + file + " was interrupted", e);
    } catch (IOException e) {
      return new ExclusiveLock(channel, false, false); // a file system without locks
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether another holder has the lock; if not, it has now been acquired. */
  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true; // held by another thread of this process
    }
  }

  /** Whether another holder had the lock before. */
  public boolean waited() {
    return waited;
  }

  /** Whether the lock excludes others; false if the file system does not support locks. */
  public boolean exclusive() {
    return exclusive;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
