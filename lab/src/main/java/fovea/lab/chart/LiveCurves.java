package fovea.lab.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.figure.Figure;
import fovea.run.Run;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Draws the {@link Curves} of a run while it trains, from its events: after each epoch, but not so
 * often that drawing takes more than a tenth of the time. A drawing that fails does not disturb the
 * training.
 */
public final class LiveCurves implements Consumer<ObjectNode> {

  private static final long MIN_PAUSE_NANOS = 1_000_000_000L;

  /** Minimum ratio of the time between drawings to the duration of one. */
  private static final int SHARE = 10;

  private Optional<Path> folder = Optional.empty();
  private long lastEnd;
  private long pause = MIN_PAUSE_NANOS;

  /**
   * Receives an event of the run, after its metrics have been written.
   *
   * @param event an event of {@link fovea.run.Events}
   */
  @Override
  public void accept(ObjectNode event) {
    switch (event.path("event").asText()) {
      case "start" -> {
        folder = Optional.of(Path.of(event.path("run").asText()));
        Figure.prepare(); // an interrupted run is drawn too
        lastEnd = System.nanoTime();
      }
      case "epoch" -> {
        if (System.nanoTime() - lastEnd >= pause) {
          draw();
        }
      }
      default -> {
        // the end, after which the curves are drawn once more
      }
    }
  }

  private void draw() {
    long begin = System.nanoTime();
    if (folder.isPresent()) {
      // Why it failed is told at the end, when it fails again.
      Figure.attempt(() -> Curves.draw(Run.open(folder.get())));
    }
    lastEnd = System.nanoTime();
    pause = Math.max(MIN_PAUSE_NANOS, SHARE * (lastEnd - begin));
  }
}
