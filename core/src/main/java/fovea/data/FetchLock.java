package fovea.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to fetch a data set into the cache. One at a time has it, in this process or another;
 * the system takes it back from a process that ends, however it ends.
 */
final class FetchLock implements AutoCloseable {

  private static final long POLL_MILLISECONDS = 100;

  private final FileChannel channel;
  private final boolean waited;
  private final boolean exclusive;

  private FetchLock(FileChannel channel, boolean waited, boolean exclusive) {
    this.channel = channel;
    this.waited = waited;
    this.exclusive = exclusive;
  }

  /**
   * Takes the lock, and waits for it while somebody else has it.
   *
   * @param file stands for the lock; it is made, and stays
   * @param waiting is called again and again while somebody else has it
   * @throws IOException if the file cannot be opened, or the thread is interrupted
   */
  static FetchLock take(Path file, Runnable waiting) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      boolean waited = false;
      while (isTaken(channel)) {
        waited = true;
        waiting.run();
        Thread.sleep(POLL_MILLISECONDS);
      }
      return new FetchLock(channel, waited, true);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IOException("waiting for " + file + " was interrupted", e);
    } catch (IOException e) {
      return new FetchLock(channel, false, false); // a file system that has no locks
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether somebody else has the lock; if not, it is ours now. */
  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true; // by another thread of this process
    }
  }

  /** Whether somebody else had it first, and may have fetched the data set. */
  boolean waited() {
    return waited;
  }

  /** Whether nobody else can have it now; false where the file system has no locks. */
  boolean exclusive() {
    return exclusive;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
