package fovea.peers.compare;

import fovea.peers.harness.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/peers/run}. */
@Command(
    name = "bench/peers/run",
    mixinStandardHelpOptions = true,
    description =
        "Trains the lab's network with Fovea and with other libraries, in turn, and prints a table"
            + " (Markdown) with the ratios to Fovea.",
    footer = {
      "",
      "Nothing else should run on the machine.",
      "",
      "Examples:",
      "  bench/peers/run",
      "  bench/peers/run --rounds 1 --variant plain --only fovea-f32,torch-channels-last",
      "  bench/peers/run --rounds 1 --lines peers.jsonl     a round more each time",
      "  bench/peers/run --rounds 0 --lines peers.jsonl     only the table"
    })
public final class Compare implements Callable<Integer> {

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--variant",
      split = ",",
      defaultValue = "plain,bn-dropout",
      description = "The network: plain, or bn-dropout, or both (${DEFAULT-VALUE}).")
  private List<String> variants;

  @Option(
      names = "--batch",
      defaultValue = "128",
      description = "Images a batch (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      defaultValue = "50",
      description = "Steps to time in each round (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads that compute; 0 means all cores.")
  private int threads;

  @Option(
      names = "--only",
      split = ",",
      defaultValue = "",
      description =
          "Who takes part: of fovea-f32, fovea-bf16, torch, torch-channels-last, torch-bf16,"
              + " torch-bf16-channels-last, djl, dl4j.")
  private List<String> only;

  @Option(
      names = "--lines",
      description = "Adds what is measured to this file; the table is of all that it holds.")
  private Optional<Path> file;

  @Option(names = "--root", hidden = true, required = true)
  private Path root;

  @Option(names = "--python", hidden = true)
  private Optional<Path> python;

  private Compare() {}

  /** Arguments: the flags of {@code bench/peers/run}. */
  public static void main(String[] arguments) {
    System.exit(Commands.execute(new Compare(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Contender> contenders =
        Contender.named(
            only.stream().filter(name -> !name.isEmpty()).toList(), Contender.all(root, python));
    List<Line> lines = file.isPresent() ? Line.read(file.get()) : new ArrayList<>();
    int done = Line.lastRound(lines);
    for (int round = done + 1; round <= done + rounds; round++) {
      for (String variant : variants) {
        Trial trial = new Trial(variant, batch, Commands.threads(threads), 10, steps, 60);
        for (Contender contender : contenders) {
          Optional<Result> result = trial.run(contender);
          if (result.isEmpty()) {
            continue;
          }
          Line line = new Line(round, contender.name(), result.get());
          lines.add(line);
          if (file.isPresent()) {
            line.append(file.get());
          }
        }
      }
    }
    print(lines);
    return 0;
  }

  private static void print(List<Line> lines) {
    for (String variant : lines.stream().map(line -> line.result().variant()).distinct().toList()) {
      List<Line> some =
          lines.stream().filter(line -> line.result().variant().equals(variant)).toList();
      Result any = some.get(0).result();
      System.out.printf(
          "%s, batch %d, %d threads, %d rounds%n%n%s%n",
          variant,
          any.batch(),
          any.threads(),
          some.stream().mapToInt(Line::round).distinct().count(),
          new Comparison(some).table());
    }
  }
}
