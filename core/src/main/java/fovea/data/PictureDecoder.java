package fovea.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Decodes image files by several threads, and hands their pictures on in order.
 *
 * @param files the files
 * @param fit how images are brought to their size
 * @param ignoreExif whether to leave them as they are stored
 * @param listener receives the progress
 */
record PictureDecoder(List<Path> files, Fit fit, boolean ignoreExif, TransferListener listener) {

  /** Memory that decoding a large photograph may take. */
  private static final long BYTES_A_THREAD = 1L << 29;

  /** Number of pictures in the making for each thread. */
  private static final int AHEAD = 4;

  /** The number of threads that decode: one a core, if there is memory enough. */
  static int threads() {
    long affordable = Math.max(1, Runtime.getRuntime().maxMemory() / BYTES_A_THREAD);
    return (int) Math.min(affordable, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Decodes all files.
   *
   * @param out receives the values of the pictures, one after the other
   * @return what is known about them; damaged files are named there
   * @throws IOException if they cannot be written
   */
  PictureIndex writeTo(OutputStream out) throws IOException {
    PictureIndex.Builder index = new PictureIndex.Builder(files.size());
    int threads = threads();
    ExecutorService workers = Executors.newFixedThreadPool(threads, PictureDecoder::thread);
    Queue<Future<Picture>> pending = new ArrayDeque<>();
    try {
      int submitted = 0;
      for (int done = 0; done < files.size(); done++) {
        while (submitted < Math.min(files.size(), done + AHEAD * threads)) {
          Path file = files.get(submitted++);
          pending.add(workers.submit(() -> ImageFiles.load(file, fit, ignoreExif)));
        }
        take(pending.remove(), out, index);
        long bytes = 3L * fit.wanted().area();
        listener.onProgress("reading images", (done + 1) * bytes, files.size() * bytes);
      }
    } finally {
      workers.shutdownNow();
    }
    return index.build();
  }

  private static void take(Future<Picture> pending, OutputStream out, PictureIndex.Builder index)
      throws IOException {
    try {
      Picture picture = pending.get();
      index.add(picture);
      out.write(picture.values());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("reading images was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException unreadable) {
        index.addDamaged(Reason.of(unreadable));
      } else if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      } else {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "fovea-decoder");
    thread.setDaemon(true);
    return thread;
  }
}
