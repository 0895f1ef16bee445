package fovea.peers.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench/peers/busy}: compares peers on a machine that does other things too. */
@Command(
    name = "bench/peers/busy",
    mixinStandardHelpOptions = true,
    description =
        "Trains the lab's network with Fovea and with PyTorch, in turn, beside processes that"
            + " compute without end, and prints a table (Markdown): images a second, and their"
            + " share of what the same library does when nothing else runs.",
    footer = {
      "",
      "Nothing else should run on the machine.",
      "",
      "Examples:",
      "  bench/peers/busy",
      "  bench/peers/busy --variant bn-dropout --rounds 1 --only fovea-f32"
    })
public final class BusyCommand implements Callable<Integer> {

  private static final Set<String> USUAL = Set.of("fovea-f32", "fovea-bf16", "torch-channels-last");

  private static final Trial.Effort EFFORT = new Trial.Effort(10, 1000, 4, true);

  @Option(
      names = "--busy",
      split = ",",
      defaultValue = "0,1,2,4",
      description = "How many processes compute beside (${DEFAULT-VALUE}).")
  private List<Integer> busy;

  @Option(
      names = "--variant",
      split = ",",
      defaultValue = "plain,bn-dropout",
      description = "The network: plain, or bn-dropout, or both (${DEFAULT-VALUE}).")
  private List<String> variants;

  @Option(names = "--batch", defaultValue = "128", description = "Batch size (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Number of compute threads; 0 means all cores.")
  private int threads;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often all are measured (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--only", split = ",", description = "The libraries that take part.")
  private List<String> only = List.of();

  @Option(names = "--root", hidden = true, required = true)
  private Path root;

  @Option(names = "--python", hidden = true)
  private Optional<Path> python;

  private BusyCommand() {}

  /** Arguments: the flags of {@code bench/peers/busy}. */
  public static void main(String[] arguments) {
    System.exit(Commands.execute(new BusyCommand(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Contender> all = Contender.all(root, python);
    List<Contender> contenders =
        only.isEmpty()
            ? all.stream().filter(each -> USUAL.contains(each.name())).toList()
            : Contender.named(only, all);
    for (String variant : variants) {
      BusyReport report = measure(new Trial(variant, batch, threads(), EFFORT), contenders);
      System.out.printf(
          Locale.ROOT,
          "%s%n%nTraining, images a second:%n%n%s%nInference:%n%n%s%n",
          report.title(),
          report.training(),
          report.inference());
    }
    return 0;
  }

  private int threads() {
    return Commands.threads(threads);
  }

  private BusyReport measure(Trial trial, List<Contender> contenders)
      throws IOException, InterruptedException {
    Set<Integer> counts = new TreeSet<>(busy);
    counts.add(0); // what the others are compared with
    Map<Integer, List<LogEntry>> entries = new TreeMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (int count : counts) {
        System.err.printf(
            Locale.ROOT, "round %d of %d, busy processes beside: %d%n", round, rounds, count);
        for (Contender contender : contenders) {
          int number = round;
          try (BusyProcesses beside = BusyProcesses.start(count)) {
            trial
                .run(contender)
                .map(result -> new LogEntry(number, contender.name(), result))
                .ifPresent(entries.computeIfAbsent(count, key -> new ArrayList<>())::add);
            beside.requireRunning();
          }
        }
      }
    }
    return new BusyReport(Runtime.getRuntime().availableProcessors(), entries);
  }
}
