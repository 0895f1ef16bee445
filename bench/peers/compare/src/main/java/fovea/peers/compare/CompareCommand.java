package fovea.peers.compare;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands {@code bench/peers/run} and {@code photographs}: compare peers, batch by batch. */
@Command(
    name = "bench/peers/run",
    mixinStandardHelpOptions = true,
    description =
        "Trains a network with Fovea and with other libraries, in turn, and prints tables"
            + " (Markdown) with the ratios to Fovea. All installed libraries take part, unless"
            + " --only names some.",
    footer = {
      "",
      "Nothing else should run on the machine.",
      "",
      "Examples:",
      "  bench/peers/run",
      "  bench/peers/run --rounds 1 --variant plain --only fovea-f32,torch,djl",
      "  bench/peers/photographs",
      "  bench/peers/run --lines peers.jsonl     run again, it resumes where it stopped",
      "  bench/peers/run --lines peers.jsonl --rounds 4   a fourth round",
      "  bench/peers/run --lines peers.jsonl --rounds 0   only the tables"
    })
public final class CompareCommand implements Callable<Integer> {

  private static final int WARM_UP = 10;

  @Mixin private MeasurementRunner runner;

  @Option(
      names = "--variant",
      split = ",",
      defaultValue = "plain,bn-dropout",
      description =
          "Networks: the lab's, plain or bn-dropout (${DEFAULT-VALUE}), or torchvision's by name,"
              + " for photographs of 224 x 224, which only Fovea and PyTorch have.")
  private List<String> variants;

  @Option(
      names = "--batch",
      split = ",",
      defaultValue = "128",
      description = "Batch sizes (${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--steps",
      defaultValue = "50",
      description = "Steps to time in each round (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description =
          "Seconds after which steps are no longer timed, at least five each (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Number of compute threads; 0 means all cores.")
  private int threads;

  private CompareCommand() {}

  /** Arguments: the flags of {@code bench/peers/run}. */
  public static void main(String[] arguments) {
    System.exit(Commands.execute(new CompareCommand(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Trial.Effort effort = new Trial.Effort(WARM_UP, steps, seconds, true);
    int count = Commands.threads(threads);
    List<Trial> trials =
        variants.stream()
            .flatMap(name -> batches.stream().map(batch -> new Trial(name, batch, count, effort)))
            .toList();
    for (Rounds rounds : Rounds.ofEach(runner.measure(trials, name -> true))) {
      ComparisonReport report = new ComparisonReport(rounds);
      System.out.printf(Locale.ROOT, "%s%n%n%s%n", report.title(), report.table());
    }
    return 0;
  }
}
