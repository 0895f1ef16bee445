package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.run.Run;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory while a run trains that ten tabs follow. */
class GrowthTest {

  private static final int TABS = 10;

  /** A training tells of its steps four times a second. */
  private static final int HOUR = 4 * 3600;

  private static final double MB = 1 << 20;

  /**
   * What pages may grow by, in MB: they settle between 16 and 24 MB, now and then. If each page
   * kept 100 bytes of each step, an hour would add 14.
   */
  private static final double GROWTH = 8;

  private static final int LOOKS = 8;
  private static final int PAUSE_MILLIS = 500;

  @TempDir private Path runs;

  private int step;

  /** The steps of an hour, in a fraction of one. */
  @Test
  void anHourOfTrainingLeavesNothingBehind() throws Exception {
    follow(HOUR, 1);
  }

  /** Some minutes' steps at the pace at which pages draw each of them. */
  @Tag("long")
  @Test
  void neitherServerNorPagesGrow() throws Exception {
    follow(HOUR / 10, 50);
  }

  private void follow(int steps, int pause) throws Exception {
    Run run = SampleRuns.finished(runs.resolve("a"), 5, Map.of());
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    try (Visitor visitor = Visitor.of(runs);
        BrowserWindow window = BrowserWindow.open(visitor)) {
      for (int i = 1; i < TABS; i++) {
        window.tab(visitor);
      }
      while (window.all(".live dd").stream().noneMatch(each -> each.getText().startsWith("1 h"))) {
        append(run); // the server begins at the end of what is there
        Thread.sleep(100);
      }
      train(run, HOUR, 1, window); // pages keep the latest steps: let that fill
      double pages = least(window::memory);
      double server = least(GrowthTest::memory);
      train(run, steps, pause, window);
      double pagesLater = least(window::memory);
      double serverLater = least(GrowthTest::memory);
      System.out.printf(
          "Before and after %d steps: %d pages %.1f and %.1f MB, server %.1f and %.1f%n",
          steps, TABS, pages, pagesLater, server, serverLater);
      assertThat(pagesLater).as("MB of the pages").isLessThan(pages + GROWTH);
      assertThat(serverLater).as("MB of the server").isLessThan(1.15 * server + 2);
      assertThat(window.errors()).isEmpty();
    } finally {
      RunningProcess.leave(run.folder());
    }
  }

  private void train(Run run, int steps, int pause, BrowserWindow window)
      throws IOException, InterruptedException {
    for (int i = 0; i < steps; i++) {
      append(run);
      Thread.sleep(pause);
    }
    window.until(".live", epoch() + " /"); // the last step has come
  }

  private void append(Run run) throws IOException {
    step++;
    run.appendStep(
        JsonNodeFactory.instance
            .objectNode()
            .put("step", step)
            .put("epoch", 5 + step / 1000.0)
            .put("loss", 2.0 / (1 + step / 1000.0))
            .put("accuracy", 0.5)
            .put("images_per_second", 1000 + step)
            .put("left", 3600));
  }

  /** The present epoch as the page writes it. */
  private String epoch() {
    return String.format(Locale.ROOT, "%.1f", 5 + step / 1000.0);
  }

  private static long memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** What stays when all that is under way has been answered, in MB. */
  private static double least(LongSupplier bytes) throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      least = Math.min(least, bytes.getAsLong());
      Thread.sleep(PAUSE_MILLIS);
    }
    return least / MB;
  }
}
