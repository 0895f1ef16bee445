package fovea.train;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request to stop a training run after the current step, or an evaluation after the current
 * batch. Safe for use by several threads.
 */
public final class StopRequest {

  private final AtomicBoolean requested = new AtomicBoolean();

  /** Requests the stop. */
  public void request() {
    requested.set(true);
  }

  /** Whether the stop was requested. */
  public boolean requested() {
    return requested.get();
  }
}
