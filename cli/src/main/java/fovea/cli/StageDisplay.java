package fovea.cli;

import fovea.lab.baseline.BaselineListener;
import fovea.lab.words.Texts;

/** Shows the progress of a baseline: a line per stage, updated in place on a terminal. */
final class StageDisplay implements BaselineListener, AutoCloseable {

  private static final long BETWEEN_NANOS = 200_000_000L;
  private static final long BETWEEN_LINES_NANOS = 15_000_000_000L;

  private final Console console;
  private final Texts texts;
  private String current = "";
  private long begun;
  private long shown;

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
    boolean fresh = !stage.equals(current);
    if (fresh) {
      close();
      current = stage;
      begun = now;
    }
    long pause = console.interactive() ? BETWEEN_NANOS : BETWEEN_LINES_NANOS;
    if (!fresh && now - shown < pause) {
      return;
    }
    shown = now;
    String name = texts.text("stage." + stage);
    String text = total > 0 ? share(name, done, total, now) : name + " ...";
    if (console.interactive()) {
      console.messages().print("\r\u001b[K" + text);
      console.messages().flush();
    } else {
      console.message("%s", text);
    }
  }

  private String share(String stage, long done, long total, long now) {
    double seconds = (now - begun) / 1e9;
    double left = done == 0 ? 0 : seconds * (total - done) / done;
    return texts.text(
        "progress", stage, texts.number(done), texts.number(total), texts.number(left, 0));
  }

  @Override
  public void close() {
    if (console.interactive() && !current.isEmpty()) {
      console.messages().println();
    }
    current = "";
  }
}
