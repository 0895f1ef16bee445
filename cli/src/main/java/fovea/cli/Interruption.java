package fovea.cli;

import fovea.engine.EngineShutdown;
import fovea.train.Listener;
import fovea.train.Progress;
import fovea.train.StopRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles Ctrl-C and SIGTERM. A training run is asked to stop, and saves its state before the
 * process ends; a server answers what it has begun and removes what it kept; any other command ends
 * at once. The exit status is 130.
 */
final class Interruption {

  /** Maximum time for a command to end in good order. */
  private static final long MAX_WAIT_SECONDS = 60;

  private static final Duration MAX_WAIT_FOR_KERNELS = Duration.ofSeconds(20);

  private final StopRequest stop = new StopRequest();
  private final AtomicBoolean finishing = new AtomicBoolean();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Starts handling signals. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "fovea-interruption"));
  }

  private void onShutdown() {
    if (ended.getCount() == 0) {
      return; // the command ended by itself
    }
    stop.request();
    asked.countDown();
    if (finishing.get()) {
      try {
        ended.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    EngineShutdown.stop(MAX_WAIT_FOR_KERNELS);
    Runtime.getRuntime().halt(Fovea.INTERRUPTED);
  }

  /** The stop request, which training checks. */
  StopRequest stop() {
    return stop;
  }

  /** Makes the end of this process wait for trainings, also those of other processes. */
  void waitForTraining() {
    finishing.set(true);
  }

  /** A listener that detects the start of training. */
  Listener listener() {
    return new Listener() {
      @Override
      public void onStart(Progress progress) {
        finishing.set(true);
      }
    };
  }

  /** Waits for a signal. The command then has time to end in good order. */
  void await() throws InterruptedException {
    finishing.set(true);
    asked.await();
  }

  /** Must be called when the command has ended and printed all of its output. */
  void commandEnded() {
    ended.countDown();
  }
}
