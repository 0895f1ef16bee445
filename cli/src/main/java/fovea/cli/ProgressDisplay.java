package fovea.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.words.Texts;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Metrics;
import fovea.train.Outcome;
import fovea.train.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of training: a table of epochs and, on a terminal, a progress bar. */
final class ProgressDisplay implements Listener, AutoCloseable {

  private static final int UPDATE_MILLIS = 250;
  private static final int MAX_COLUMNS = 110;

  /** The columns from which on a bar has room for the time that is left. */
  private static final int WITH_TIMES = 60;

  /** Learning rates below this one are written as powers of ten, which take more room. */
  private static final double SMALL_RATE = 1e-4;

  private final Console console;
  private final Texts texts;
  private final boolean lines;
  private final EpochTable table;
  private Optional<ProgressBar> bar = Optional.empty();
  private long lastUpdate;
  private long startTime = System.nanoTime();
  private int epochsSeen;
  private boolean headed;
  private boolean validation;

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
    this.table = new EpochTable(console.interactive() ? console.columns() : Integer.MAX_VALUE);
  }

  /**
   * A display without lines for epochs.
   *
   * @param texts the bundle {@code run}
   */
  static ProgressDisplay barOnly(Console console, Texts texts) {
    return new ProgressDisplay(console, texts, false);
  }

  /** Reads from the event of a run's start whether epochs are judged by images for validation. */
  void accept(ObjectNode event) {
    if (event.path("event").asText().equals("start")) {
      validation = event.path("tested_on").asText().equals("validation");
    }
  }

  @Override
  public void onStart(Progress progress) {
    startTime = System.nanoTime();
    epochsSeen = 0;
    headed = false;
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
    ProgressBarBuilder builder = new ProgressBarBuilder();
    if (columns < WITH_TIMES) {
      builder.hideEta();
    }
    return builder
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
    show(result);
  }

  /** Shows an epoch, also one of a training by other machines. */
  void show(EpochResult result) {
    close();
    if (!lines) {
      return;
    }
    if (!headed) {
      headed = true;
      if (validation) {
        console.message("%s", texts.text("epochs.validation"));
      }
      row(EpochTable.headings().stream().map(this::heading).toArray(String[]::new));
    }
    double elapsed = (System.nanoTime() - startTime) / 1e9;
    row(
        result.epoch() + "/" + result.epochs(),
        texts.significant(result.learningRate(), result.learningRate() < SMALL_RATE ? 2 : 3),
        texts.number(result.train().loss(), 4),
        texts.number(100 * result.train().accuracy(), 2),
        texts.number(result.test().loss(), 4),
        texts.number(100 * result.test().accuracy(), 2),
        texts.number(result.seconds(), result.seconds() < 100 ? 1 : 0),
        texts.number(result.imagesPerSecond(), 0),
        remainingTime(elapsed, result));
  }

  private String heading(String key) {
    return texts.text("epochs." + (validation && key.equals("testLoss") ? "valLoss" : key));
  }

  private void row(String... cells) {
    console.message("%s", table.row(List.of(cells)));
  }

  /** The remaining time, extrapolated from the epochs since the start. */
  private String remainingTime(double elapsed, EpochResult result) {
    epochsSeen++;
    long seconds = Math.round(elapsed / epochsSeen * (result.epochs() - result.epoch()));
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%s:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%s:%02d", seconds / 60, seconds % 60);
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
