package fovea.cli;

import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Metrics;
import fovea.train.Outcome;
import fovea.train.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells how a training goes: a bar for the epoch on a terminal, and a line an epoch everywhere. */
final class ProgressDisplay implements Listener, AutoCloseable {

  private static final int UPDATE_MILLIS = 250;
  private static final int MOST_COLUMNS = 110;

  private final Console console;
  private Optional<ProgressBar> bar = Optional.empty();
  private long shown;
  private long started;
  private int epochsSeen;

  ProgressDisplay(Console console) {
    this.console = console;
  }

  @Override
  public void onStart(Progress progress) {
    started = System.nanoTime();
  }

  @Override
  public void onStep(Progress progress) {
    if (!console.interactive()) {
      return;
    }
    if (bar.isEmpty()) {
      bar = Optional.of(open(progress));
    }
    long now = System.nanoTime();
    if (now - shown >= UPDATE_MILLIS * 1_000_000L) {
      shown = now;
      Metrics running = progress.running();
      bar.get().stepTo(progress.batch());
      bar.get()
          .setExtraMessage(
              String.format(
                  Locale.ROOT,
                  "loss %.3f acc %.1f%% %,.0f img/s",
                  running.loss(),
                  100 * running.accuracy(),
                  progress.imagesPerSecond()));
    }
  }

  private ProgressBar open(Progress progress) {
    int columns = Math.min(MOST_COLUMNS, console.columns());
    return new ProgressBarBuilder()
        .setTaskName("epoch %d/%d".formatted(progress.epoch(), progress.epochs()))
        .setInitialMax(progress.batches())
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setMaxRenderedLength(columns)
        .setConsumer(new Line(console.messages(), columns))
        .startsFrom(progress.batch(), Duration.ZERO)
        .clearDisplayOnFinish()
        .build();
  }

  /** A bar's line, which leaves no empty one behind when it is cleared. */
  private static final class Line extends ConsoleProgressBarConsumer {
    private final PrintStream stream;

    Line(PrintStream stream, int columns) {
      super(stream, columns);
      this.stream = stream;
    }

    @Override
    public void close() {
      stream.flush();
    }
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    close();
    double elapsed = (System.nanoTime() - started) / 1e9;
    console.message(
        "epoch %d/%d  lr %.4g  train loss %.4f acc %.2f%%  test loss %.4f acc %.2f%%  %.1f s  %,.0f"
            + " img/s  %s left",
        result.epoch(),
        result.epochs(),
        result.learningRate(),
        result.train().loss(),
        100 * result.train().accuracy(),
        result.test().loss(),
        100 * result.test().accuracy(),
        result.seconds(),
        result.imagesPerSecond(),
        left(elapsed, result));
  }

  private String left(double elapsed, EpochResult result) {
    epochsSeen++;
    long seconds = Math.round(elapsed / epochsSeen * (result.epochs() - result.epoch()));
    return seconds >= 3600
        ? "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
        : "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  @Override
  public void onEnd(Outcome outcome, Progress progress) {
    close();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }
}
