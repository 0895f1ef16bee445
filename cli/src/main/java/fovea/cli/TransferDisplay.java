package fovea.cli;

import fovea.data.TransferListener;
import fovea.lab.words.Texts;
import java.util.List;

/**
 * Shows the progress of a download: a line updated in place on a terminal, a few lines elsewhere.
 */
final class TransferDisplay implements TransferListener {

  /** Interval between updates on a terminal. */
  private static final long UPDATE_NANOS = 200_000_000L;

  /** Interval between lines elsewhere. */
  private static final long LINE_NANOS = 5_000_000_000L;

  /** What the library says before names. */
  private static final List<String> PHRASES =
      List.of("reading images", "waiting for another process to fetch", "npm package", "decoding");

  private final Console console;
  private final Texts texts;
  private String current = "";
  private long lastUpdate;

  /**
   * @param texts the bundle {@code command}
   */
  TransferDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  @Override
  public void onProgress(String what, long done, long total) {
    long now = System.nanoTime();
    boolean newTransfer = !what.equals(current);
    boolean complete = total > 0 && done >= total;
    long interval = console.interactive() ? UPDATE_NANOS : LINE_NANOS;
    if (!newTransfer && !complete && now - lastUpdate < interval) {
      return;
    }
    current = what;
    lastUpdate = now;
    String text = text(what, done, total);
    if (console.interactive()) {
      console.messages().print("\r\u001b[K" + text + (complete ? "\n" : ""));
    } else if (newTransfer || !complete) {
      console.message("%s", text);
    }
  }

  private String text(String what, long done, long total) {
    String name = name(what);
    if (total > 0) {
      return texts.text("transfer.of", name, megabytes(done), megabytes(total));
    }
    return done > 0 ? texts.text("transfer", name, megabytes(done)) : name + " ...";
  }

  private String megabytes(long bytes) {
    return texts.number(bytes / 1e6, 1);
  }

  /** What is transferred: a file's name, or a known phrase and perhaps a name. */
  private String name(String what) {
    for (String phrase : PHRASES) {
      if (what.startsWith(phrase)) {
        return texts.text("transfer." + phrase.replace(' ', '-')) + what.substring(phrase.length());
      }
    }
    return what;
  }
}
