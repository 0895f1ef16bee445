package fovea.spark;

import fovea.train.StopRequest;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file by which the driver asks all trainings to save their state and end. Tasks that Spark
 * cancels are given no time to.
 *
 * @param file its address, which is another for each driver
 */
record StopFlag(String file) implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(StopFlag.class);
  private static final long POLL_SECONDS = 1;

  /** Asks all trainings to end. */
  void raise() throws IOException {
    Path path = new Path(file);
    HadoopFiles.of(path).create(path, true).close();
  }

  void remove() throws IOException {
    Path path = new Path(file);
    HadoopFiles.of(path).delete(path, false);
  }

  /** Whether trainings are to end. */
  boolean isRaised() {
    try {
      Path path = new Path(file);
      return HadoopFiles.of(path).exists(path);
    } catch (IOException e) {
      LOG.warn("cannot look for {}: {}", file, e.getMessage());
      return false;
    }
  }

  /**
   * Looks for the flag until it is closed.
   *
   * @param request what makes the training end
   */
  record Watch(StopRequest request, ScheduledExecutorService timer) implements AutoCloseable {
    @Override
    public void close() {
      timer.shutdownNow();
    }
  }

  /** Makes a training end if the flag is raised, or Spark does not want its task any more. */
  Watch watch() {
    TaskContext task = TaskContext.get();
    StopRequest request = new StopRequest();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread thread = new Thread(run, "fovea-stop");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              if (task.isInterrupted() || isRaised()) {
                request.request();
              }
            },
            POLL_SECONDS,
            POLL_SECONDS,
            TimeUnit.SECONDS);
    return new Watch(request, timer);
  }
}
