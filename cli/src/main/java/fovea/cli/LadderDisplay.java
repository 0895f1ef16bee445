package fovea.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Comparison;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderListener;
import fovea.lab.words.Texts;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows the progress of a ladder: on a terminal, the table of results, redrawn in place, with the
 * runs that are being trained below it; elsewhere, a line per run and per epoch.
 */
final class LadderDisplay implements LadderListener, AutoCloseable {

  private static final long UPDATE_NANOS = 500_000_000L;

  /** Moves the cursor up some lines and clears everything below it. */
  private static final String UP_AND_CLEAR = "\u001b[%sA\u001b[J";

  private final Console console;
  private final Texts texts;
  private final ProgressDisplay epochs;
  private final List<String> table = new ArrayList<>();
  private final Set<String> figuresFailed = new HashSet<>();
  private final Map<String, Running> running = new LinkedHashMap<>();
  private int drawnLines;
  private long lastDrawn;

  /**
   * @param texts the bundle {@code ladder.comparison}
   * @param epochs prints each epoch if there is no terminal
   */
  LadderDisplay(Console console, Texts texts, ProgressDisplay epochs) {
    this.console = console;
    this.texts = texts;
    this.epochs = epochs;
  }

  /** A run that is being trained, and how far it is. */
  private record Running(String run, String state) {}

  /** The listener for training runs of this process. */
  Listener training() {
    return console.interactive() ? new RunLineUpdater() : epochs;
  }

  @Override
  public synchronized void onRunStart(Ladder.Step step, long seed, int number, int runs) {
    String run = texts.text("run", number, runs, step.name(), seed);
    running.put(key(step, seed), new Running(run, ""));
    if (console.interactive()) {
      draw();
    } else {
      console.message("%s", run);
    }
  }

  /** Shows an event of a run that another process trains. */
  synchronized void onEvent(Ladder.Step step, long seed, ObjectNode event) {
    Running run = running.get(key(step, seed));
    if (run == null || !event.path("event").asText().equals("epoch")) {
      return;
    }
    String epoch =
        texts.text(
                "epochOf",
                event.path("epoch").asInt(),
                event.path("epochs").asInt(),
                texts.percent(event.path("train_accuracy").asDouble()))
            + texts.text("tested", texts.percent(event.path("test_accuracy").asDouble(), 2));
    running.put(key(step, seed), new Running(run.run(), epoch));
    if (console.interactive()) {
      draw();
    } else {
      console.message("%s%s", run.run(), epoch);
    }
  }

  @Override
  public synchronized void onRunEnd(Ladder.Step step, long seed) {
    running.remove(key(step, seed));
  }

  @Override
  public synchronized void onKilled(Ladder.Step step, long seed, String reason) {
    close();
    console.message("%s", texts.text("killed", step.name(), seed, reason));
  }

  private static String key(Ladder.Step step, long seed) {
    return step.name() + " " + seed;
  }

  @Override
  public synchronized void onDiverged(Ladder.Step step, long seed, String reason) {
    close();
    console.message("%s", texts.text("noResult", step.name(), seed, reason));
  }

  @Override
  public synchronized void onNoFigures(String reason) {
    if (figuresFailed.add(reason)) {
      close();
      console.message("%s", texts.text("noFigures", reason));
    }
  }

  @Override
  public synchronized void onComparison(Comparison comparison) {
    table.clear();
    table.addAll(comparison.lines(texts));
    if (console.interactive()) {
      draw();
    }
  }

  private void draw() {
    StringBuilder screen = new StringBuilder();
    if (drawnLines > 0) {
      screen.append(UP_AND_CLEAR.formatted(drawnLines));
    }
    List<String> lines = new ArrayList<>(table);
    running.values().forEach(each -> lines.add(each.run() + each.state()));
    int columns = console.columns(); // a wrapped line would take two rows but count as one
    for (String line : lines) {
      screen.append(line, 0, Math.min(line.length(), columns)).append(System.lineSeparator());
    }
    console.messages().print(screen);
    console.messages().flush();
    drawnLines = lines.size();
    lastDrawn = System.nanoTime();
  }

  /** Removes the table from the terminal, before other output. */
  @Override
  public synchronized void close() {
    if (drawnLines > 0) {
      console.messages().print(UP_AND_CLEAR.formatted(drawnLines));
      console.messages().flush();
      drawnLines = 0;
    }
  }

  /** Updates the line of the run that is being trained, the only one. */
  private final class RunLineUpdater implements Listener {

    private String testResult = "";

    @Override
    public void onStart(Progress progress) {
      testResult = "";
    }

    @Override
    public void onStep(Progress progress) {
      if (System.nanoTime() - lastDrawn >= UPDATE_NANOS) {
        String state =
            texts.text(
                    "live",
                    progress.epoch(),
                    progress.epochs(),
                    progress.batch(),
                    progress.batches(),
                    texts.percent(progress.running().accuracy()))
                + testResult;
        running.replaceAll((key, run) -> new Running(run.run(), state));
        draw();
      }
    }

    @Override
    public void onEpoch(EpochResult result, Progress progress) {
      testResult = texts.text("tested", texts.percent(result.test().accuracy(), 2));
    }
  }
}
