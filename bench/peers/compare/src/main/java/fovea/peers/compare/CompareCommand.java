package fovea.peers.compare;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code bench/peers/run}: compares peers on one batch size. */
@Command(
    name = "bench/peers/run",
    mixinStandardHelpOptions = true,
    description =
        "Trains the lab's network with Fovea and with other libraries, in turn, and prints a table"
            + " (Markdown) with the ratios to Fovea. All installed libraries take part, unless"
            + " --only names some.",
    footer = {
      "",
      "Nothing else should run on the machine.",
      "",
      "Examples:",
      "  bench/peers/run",
      "  bench/peers/run --rounds 1 --variant plain --only fovea-f32,torch,djl",
      "  bench/peers/run --lines peers.jsonl     run again, it resumes where it stopped",
      "  bench/peers/run --lines peers.jsonl --rounds 4   a fourth round",
      "  bench/peers/run --lines peers.jsonl --rounds 0   only the tables"
    })
public final class CompareCommand implements Callable<Integer> {

  private static final int WARM_UP = 10;
  private static final double MAX_SECONDS = 60;

  @Mixin private MeasurementRunner runner;

  @Option(
      names = "--variant",
      split = ",",
      defaultValue = "plain,bn-dropout",
      description = "The network: plain, or bn-dropout, or both (${DEFAULT-VALUE}).")
  private List<String> variants;

  @Option(names = "--batch", defaultValue = "128", description = "Batch size (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      defaultValue = "50",
      description = "Steps to time in each round (${DEFAULT-VALUE}).")
  private int steps;

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
    List<Trial> trials =
        variants.stream()
            .map(
                variant ->
                    new Trial(
                        variant,
                        batch,
                        Commands.threads(threads),
                        new Trial.Effort(WARM_UP, steps, MAX_SECONDS, true)))
            .toList();
    for (Rounds rounds : Rounds.ofEach(runner.measure(trials, name -> true))) {
      ComparisonReport report = new ComparisonReport(rounds);
      System.out.printf(Locale.ROOT, "%s%n%n%s%n", report.title(), report.table());
    }
    return 0;
  }
}
