package fovea.peers.compare;

import fovea.lab.Charts;
import fovea.peers.harness.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.knowm.xchart.XYChart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/peers/sweep}. */
@Command(
    name = "bench/peers/sweep",
    mixinStandardHelpOptions = true,
    description =
        "Measures training throughput over batch sizes and threads, of Fovea and of other"
            + " libraries in turn; prints a table (Markdown) and draws a plot.",
    footer = {
      "",
      "Nothing else should run on the machine.",
      "",
      "Examples:",
      "  bench/peers/sweep --plot docs/images/throughput",
      "  bench/peers/sweep --threads 2 --batches 1,2,4 --lines sweep.jsonl",
      "  bench/peers/sweep --batches '' --lines sweep.jsonl --plot throughput    only the plot"
    })
public final class Sweep implements Callable<Integer> {

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,2,4,8,16,32,64,128,256,512,1024",
      description = "Images a batch (${DEFAULT-VALUE}).")
  private List<String> batches;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Threads that compute (${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(
      names = "--only",
      split = ",",
      defaultValue = "fovea-f32,fovea-bf16,torch-channels-last,torch-bf16-channels-last",
      description = "Who takes part, as bench/peers/run names them (${DEFAULT-VALUE}).")
  private List<String> only;

  @Option(
      names = "--seconds",
      defaultValue = "1.5",
      description = "How long to time each; half as long before, to warm up (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--lines",
      description = "Adds what is measured to this file; table and plot are of all that it holds.")
  private Optional<Path> file;

  @Option(names = "--plot", description = "Draws the plot into this file, without .svg and .png.")
  private Optional<Path> plot;

  @Option(names = "--root", hidden = true, required = true)
  private Path root;

  @Option(names = "--python", hidden = true)
  private Optional<Path> python;

  private Sweep() {}

  /** Arguments: the flags of {@code bench/peers/sweep}. */
  public static void main(String[] arguments) {
    System.exit(Commands.execute(new Sweep(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Contender> contenders = Contender.named(only, Contender.all(root, python));
    List<Line> lines = file.isPresent() ? Line.read(file.get()) : new ArrayList<>();
    for (String batch : batches) {
      for (int count : batch.isEmpty() ? List.<Integer>of() : threads) {
        Trial trial = new Trial("plain", Integer.parseInt(batch), count, 1000, 1000, seconds);
        for (Contender contender : contenders) {
          Optional<Result> result = trial.run(contender);
          if (result.isEmpty()) {
            continue;
          }
          Line line = new Line(1, contender.name(), result.get());
          lines.add(line);
          if (file.isPresent()) {
            line.append(file.get());
          }
        }
      }
    }
    List<Throughputs> all =
        lines.stream()
            .map(line -> line.result().threads())
            .distinct()
            .sorted()
            .map(count -> new Throughputs(count, lines))
            .toList();
    for (Throughputs some : all) {
      System.out.printf(
          Locale.ROOT,
          "Training images a second, %d threads%n%n%s%n",
          some.threads(),
          some.table());
    }
    if (plot.isPresent()) {
      List<XYChart> charts = all.stream().map(Throughputs::chart).toList();
      Charts.write(plot.get(), charts);
    }
    return 0;
  }
}
