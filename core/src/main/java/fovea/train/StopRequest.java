package fovea.train;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a training to stop after the step that runs. Any thread may ask. */
public final class StopRequest {

  private final AtomicBoolean requested = new AtomicBoolean();

  public void request() {
    requested.set(true);
  }

  public boolean requested() {
    return requested.get();
  }
}
