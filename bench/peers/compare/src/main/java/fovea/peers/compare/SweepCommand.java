package fovea.peers.compare;

import fovea.lab.figure.Charts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/peers/sweep}. */
@Command(
    name = "bench/peers/sweep",
    mixinStandardHelpOptions = true,
    description =
        "Measures training throughput over batch sizes and threads, of Fovea and of other"
            + " libraries in turn; prints tables (Markdown) with the ratios to Fovea and draws a"
            + " plot. Fovea, PyTorch with channels last and DJL take part, unless --only names"
            + " others.",
    footer = {
      "",
      "Nothing else should run on the machine. A round takes some ten minutes.",
      "",
      "Examples:",
      "  bench/peers/sweep --plot docs/images/throughput",
      "  bench/peers/sweep --rounds 1 --threads 2 --batches 1,2,4",
      "  bench/peers/sweep --lines sweep.jsonl   again, it goes on where it stopped",
      "  bench/peers/sweep --lines sweep.jsonl --rounds 0 --plot throughput",
      "                                          only tables and plot"
    })
public final class SweepCommand implements Callable<Integer> {

  private static final Set<String> USUAL =
      Set.of("fovea-f32", "fovea-bf16", "torch-channels-last", "torch-bf16-channels-last", "djl");

  /** Time alone is the limit. */
  private static final int MOST_STEPS = 100_000;

  @Mixin private MeasurementRunner session;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,2,4,8,16,32,64,128,256,512,1024",
      description = "Images a batch (${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Threads that compute (${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description =
          "How long to time steps, and half as long before, to warm up; but at least five steps"
              + " each (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--plot", description = "Draws the plot into this file, without .svg and .png.")
  private Optional<Path> plot;

  private SweepCommand() {}

  /** Arguments: the flags of {@code bench/peers/sweep}. */
  public static void main(String[] arguments) {
    System.exit(Commands.execute(new SweepCommand(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ThroughputReport> all =
        ThroughputReport.ofEach(session.measure(trials(), USUAL::contains));
    for (ThroughputReport some : all) {
      System.out.printf("%s%n%n%s%n", some.title(), some.table());
    }
    if (plot.isPresent()) {
      Charts.write(plot.get(), ThroughputReport.charts(all));
    }
    return 0;
  }

  private List<Trial> trials() {
    Trial.Effort effort = new Trial.Effort(MOST_STEPS, MOST_STEPS, seconds, false);
    List<Trial> trials = new ArrayList<>();
    for (int batch : batches) {
      for (int count : threads) {
        trials.add(new Trial("plain", batch, count, effort));
      }
    }
    return trials;
  }
}
