package fovea.cli;

import fovea.train.Listener;
import fovea.train.Progress;
import fovea.train.StopRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles Ctrl-C and SIGTERM: a training is asked to stop and saves its state first; anything else
 * ends at once. Its exit status is 130.
 */
final class Interruption {

  private static final long PATIENCE_SECONDS = 60;

  private final StopRequest stop = new StopRequest();
  private final AtomicBoolean training = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Reacts to the process being ended, from now on. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "fovea-interruption"));
  }

  private void onShutdown() {
    if (ended.getCount() == 0) {
      return; // the command ended by itself
    }
    stop.request();
    if (training.get()) {
      try {
        ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Runtime.getRuntime().halt(Fovea.INTERRUPTED);
  }

  /** What the training is to watch. */
  StopRequest stop() {
    return stop;
  }

  /** Learns when the training starts. */
  Listener listener() {
    return new Listener() {
      @Override
      public void onStart(Progress progress) {
        training.set(true);
      }
    };
  }

  /** The command has ended and said all that it had to say. */
  void commandEnded() {
    ended.countDown();
  }
}
