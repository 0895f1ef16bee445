package fovea.cli;

import fovea.lab.ladder.Comparison;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderListener;
import fovea.lab.words.Texts;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows the progress of a ladder: on a terminal a table that is redrawn in place, with the current
 * run below it; elsewhere a line per epoch, and the table after each run.
 */
final class LadderDisplay implements LadderListener, AutoCloseable {

  private static final long UPDATE_NANOS = 500_000_000L;

  /** Moves the cursor up some lines and clears what follows. */
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final Console console;
  private final Texts texts;
  private final ProgressDisplay epochs;
  private final List<String> table = new ArrayList<>();
  private String run = "";
  private String state = "";
  private int drawn;
  private long shown;

  /**
   * @param texts the bundle {@code ladder.comparison}
   * @param epochs tells of each epoch where there is no terminal
   */
  LadderDisplay(Console console, Texts texts, ProgressDisplay epochs) {
    this.console = console;
    this.texts = texts;
    this.epochs = epochs;
  }

  /** What follows each training. */
  Listener training() {
    return console.interactive() ? new Live() : epochs;
  }

  @Override
  public void onRunStart(Ladder.Step step, long seed, int number, int runs) {
    run = texts.text("run", number, runs, step.name(), seed);
    state = "";
    if (console.interactive()) {
      draw();
    } else {
      console.message("%s", run);
    }
  }

  @Override
  public void onDiverged(Ladder.Step step, long seed, String reason) {
    close();
    console.message("%s", texts.text("noResult", step.name(), seed, reason));
  }

  @Override
  public void onComparison(Comparison comparison) {
    table.clear();
    table.addAll(comparison.lines(texts));
    run = "";
    state = "";
    if (console.interactive()) {
      draw();
    }
  }

  private void draw() {
    StringBuilder screen = new StringBuilder();
    if (drawn > 0) {
      screen.append(UP_AND_CLEAR.formatted(drawn));
    }
    List<String> lines = new ArrayList<>(table);
    if (!run.isEmpty()) {
      lines.add(run + state);
    }
    int columns = console.columns(); // a broken line would count as one and be two
    for (String line : lines) {
      screen.append(line, 0, Math.min(line.length(), columns)).append(System.lineSeparator());
    }
    console.messages().print(screen);
    console.messages().flush();
    drawn = lines.size();
    shown = System.nanoTime();
  }

  /** Removes the table from the terminal: the results follow. */
  @Override
  public void close() {
    if (drawn > 0) {
      console.messages().print(UP_AND_CLEAR.formatted(drawn));
      console.messages().flush();
      drawn = 0;
    }
  }

  /** Keeps the line of the run that trains. */
  private final class Live implements Listener {

    private String tested = "";

    @Override
    public void onStart(Progress progress) {
      tested = "";
    }

    @Override
    public void onStep(Progress progress) {
      if (System.nanoTime() - shown >= UPDATE_NANOS) {
        state =
            texts.text(
                    "live",
                    progress.epoch(),
                    progress.epochs(),
                    progress.batch(),
                    progress.batches(),
                    texts.percent(progress.running().accuracy()))
                + tested;
        draw();
      }
    }

    @Override
    public void onEpoch(EpochResult result, Progress progress) {
      tested = texts.text("tested", texts.percent(result.test().accuracy(), 2));
    }
  }
}
