package fovea.cli;

import fovea.lab.baseline.BaselineListener;
import fovea.lab.words.Texts;

/** Shows the progress of a baseline: a line per stage, updated in place on a terminal. */
final class StageDisplay implements BaselineListener, AutoCloseable {

  /** Interval between updates on a terminal. */
  private static final long UPDATE_NANOS = 200_000_000L;

  /** Interval between lines elsewhere. */
  private static final long LINE_NANOS = 15_000_000_000L;

  private final Console console;
  private final Texts texts;
  private String current = "";
  private long stageStart;
  private long lastUpdate;

  /**
   * @param texts the bundle {@code baseline.baseline}
   */
  StageDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  @Override
  public synchronized void onProgress(String stage, long done, long total) {
    long now = System.nanoTime();
    boolean newStage = !stage.equals(current);
    if (newStage) {
      close();
      current = stage;
      stageStart = now;
    }
    long interval = console.interactive() ? UPDATE_NANOS : LINE_NANOS;
    if (!newStage && now - lastUpdate < interval) {
      return;
    }
    lastUpdate = now;
    String name = texts.text("stage." + stage);
    String text = total > 0 ? progress(name, done, total, now) : name + " ...";
    if (console.interactive()) {
      console.messages().print("\r\u001b[K" + text);
      console.messages().flush();
    } else {
      console.message("%s", text);
    }
  }

  private String progress(String stage, long done, long total, long now) {
    double seconds = (now - stageStart) / 1e9;
    double secondsLeft = done == 0 ? 0 : seconds * (total - done) / done;
    return texts.text(
        "progress", stage, texts.number(done), texts.number(total), texts.number(secondsLeft, 0));
  }

  @Override
  public void close() {
    if (console.interactive() && !current.isEmpty()) {
      console.messages().println();
    }
    current = "";
  }
}
