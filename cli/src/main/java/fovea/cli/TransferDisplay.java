package fovea.cli;

import fovea.data.TransferListener;

/**
 * Shows the progress of a download: a line updated in place on a terminal, a few lines elsewhere.
 */
final class TransferDisplay implements TransferListener {

  /** Interval between updates on a terminal. */
  private static final long UPDATE_NANOS = 200_000_000L;

  /** Interval between lines elsewhere. */
  private static final long LINE_NANOS = 5_000_000_000L;

  private final Console console;
  private String current = "";
  private long lastUpdate;

  TransferDisplay(Console console) {
    this.console = console;
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

  private static String text(String what, long done, long total) {
    if (total > 0) {
      return "%s: %.1f of %.1f MB".formatted(what, done / 1e6, total / 1e6);
    }
    return done > 0 ? "%s: %.1f MB".formatted(what, done / 1e6) : what + " ...";
  }
}
