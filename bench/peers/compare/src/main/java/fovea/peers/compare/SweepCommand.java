package fovea.peers.compare;

import fovea.lab.figure.Charts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code bench/peers/sweep}: compares peers over batch sizes and threads. */
@Command(
    name = "bench/peers/sweep",
    mixinStandardHelpOptions = true,
    description =
        "Measures the training throughput of Fovea and of other libraries, in turn, over batch"
            + " sizes and numbers of threads; prints tables (Markdown) with the ratios to Fovea and"
            + " draws a plot. Fovea, PyTorch with channels last and DJL take part, unless --only"
            + " names others.",
    footer = {
      "",
      "Nothing else should run on the machine. A round takes about ten minutes.",
      "",
      "Examples:",
      "  bench/peers/sweep --plot docs/images/throughput",
      "  bench/peers/sweep --rounds 1 --threads 2 --batches 1,2,4",
      "  bench/peers/sweep --lines sweep.jsonl   run again, it resumes where it stopped",
      "  bench/peers/sweep --lines sweep.jsonl --rounds 0 --plot throughput",
      "                                          only tables and plot"
    })
public final class SweepCommand implements Callable<Integer> {

  private static final Set<String> USUAL =
      Set.of("fovea-f32", "fovea-bf16", "torch-channels-last", "torch-bf16-channels-last", "djl");

  /** Not a limit in practice: {@code --seconds} is. */
  private static final int MAX_STEPS = 100_000;

  @Mixin private MeasurementRunner runner;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,2,4,8,16,32,64,128,256,512,1024",
      description = "Batch sizes (${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Numbers of compute threads (${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description =
          "Seconds to time steps, after a warm-up of half as long; at least five steps each"
              + " (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--plot", description = "Draws the plot into this file, given without extension.")
  private Optional<Path> plot;

  private SweepCommand() {}

  /** Arguments: the flags of {@code bench/peers/sweep}. */
  public static void main(String[] arguments) {
    System.exit(Commands.execute(new SweepCommand(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ThroughputReport> all = ThroughputReport.ofEach(runner.measure(trials(), USUAL::contains));
    for (ThroughputReport report : all) {
      System.out.printf(Locale.ROOT, "%s%n%n%s%n", report.title(), report.table());
    }
    if (plot.isPresent()) {
      Charts.write(plot.get(), ThroughputReport.charts(all));
    }
    return 0;
  }

  private List<Trial> trials() {
    Trial.Effort effort = new Trial.Effort(MAX_STEPS, MAX_STEPS, seconds, false);
    List<Trial> trials = new ArrayList<>();
    for (int batch : batches) {
      for (int count : threads) {
        trials.add(new Trial("plain", batch, count, effort));
      }
    }
    return trials;
  }
}
