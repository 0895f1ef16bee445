package fovea.cli;

import fovea.lab.words.Texts;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Metrics;
import fovea.train.Outcome;
import fovea.train.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of training: a line per epoch and, on a terminal, a progress bar. */
final class ProgressDisplay implements Listener, AutoCloseable {

  private static final int UPDATE_MILLIS = 250;
  private static final int MAX_COLUMNS = 110;

  private final Console console;
  private final Texts texts;
  private final boolean lines;
  private Optional<ProgressBar> bar = Optional.empty();
  private long lastUpdate;
  private long startTime;
  private int epochsSeen;

  /**
   * @param texts the bundle {@code run}
   */
  ProgressDisplay(Console console, Texts texts) {
    this(console, texts, true);
  }

  private ProgressDisplay(Console console, Texts texts, boolean lines) {
    this.console = console;
    this.texts = texts;
    this.lines = lines;
  }

  /**
   * A display without lines for epochs.
   *
   * @param texts the bundle {@code run}
   */
  static ProgressDisplay barOnly(Console console, Texts texts) {
    return new ProgressDisplay(console, texts, false);
  }

  @Override
  public void onStart(Progress progress) {
    startTime = System.nanoTime();
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
    if (now - lastUpdate >= UPDATE_MILLIS * 1_000_000L) {
      lastUpdate = now;
      Metrics running = progress.running();
      bar.get().stepTo(progress.batch());
      bar.get()
          .setExtraMessage(
              texts.text(
                  "progress.running",
                  texts.number(running.loss(), 3),
                  texts.percent(running.accuracy()),
                  texts.number(progress.imagesPerSecond(), 0)));
    }
  }

  private ProgressBar open(Progress progress) {
    int columns = Math.min(MAX_COLUMNS, console.columns());
    return new ProgressBarBuilder()
        .setTaskName(texts.text("progress.bar", progress.epoch(), progress.epochs()))
        .setInitialMax(progress.batches())
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setMaxRenderedLength(columns)
        .setConsumer(new BarConsumer(console.messages(), columns))
        .startsFrom(progress.batch(), Duration.ZERO)
        .clearDisplayOnFinish()
        .build();
  }

  /** Prints the bar; closing it prints no line break. */
  private static final class BarConsumer extends ConsoleProgressBarConsumer {
    private final PrintStream stream;

    BarConsumer(PrintStream stream, int columns) {
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
    if (!lines) {
      return;
    }
    double elapsed = (System.nanoTime() - startTime) / 1e9;
    console.message(
        "%s",
        texts.text(
            "progress",
            result.epoch(),
            result.epochs(),
            texts.significant(result.learningRate(), 4),
            texts.number(result.train().loss(), 4),
            texts.percent(result.train().accuracy(), 2),
            texts.number(result.test().loss(), 4),
            texts.percent(result.test().accuracy(), 2),
            texts.number(result.seconds(), 1),
            texts.number(result.imagesPerSecond(), 0),
            remainingTime(elapsed, result)));
  }

  /** The remaining time, extrapolated from the epochs since the start. */
  private String remainingTime(double elapsed, EpochResult result) {
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
