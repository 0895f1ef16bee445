package fovea.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops all computations before the process exits. A native kernel that still runs while the
 * process unloads its libraries would crash it.
 */
public final class EngineShutdown {

  private static final String ENGINES = EngineShutdown.class.getPackageName() + ".";

  private static final long POLL_MILLIS = 2;

  private static final AtomicBoolean REQUESTED = new AtomicBoolean();

  private EngineShutdown() {}

  /**
   * Stops computing for good: threads block before their next kernel. Returns once no kernel runs
   * any more.
   *
   * @param limit how long to wait at most
   * @return whether all kernels have ended
   */
  public static boolean stop(Duration limit) {
    REQUESTED.set(true);
    long deadline = System.nanoTime() + limit.toNanos();
    while (Thread.getAllStackTraces().values().stream().anyMatch(EngineShutdown::inKernel)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
    return true;
  }

  /** Whether an engine has called a native method that is not Java's own, such as that to block. */
  private static boolean inKernel(StackTraceElement[] trace) {
    return trace.length > 0
        && trace[0].isNativeMethod()
        && !trace[0].getClassName().startsWith("java.")
        && !trace[0].getClassName().startsWith("jdk.")
        && Arrays.stream(trace).anyMatch(frame -> frame.getClassName().startsWith(ENGINES));
  }

  /** Blocks for good if computing has been stopped. Engines call it before each kernel. */
  public static void blockIfStopped() {
    while (REQUESTED.get()) {
      LockSupport.park();
      Thread.interrupted(); // or the next call would not block
    }
  }
}
