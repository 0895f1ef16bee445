package fovea.peers.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Who is measured, how often, and where it is kept: the flags that the commands share. */
final class MeasurementRunner {

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description =
          "Rounds in all (${DEFAULT-VALUE}); those that the file of --lines holds count, and 0"
              + " prints only what it holds.")
  private int rounds;

  @Option(
      names = "--only",
      split = ",",
      description =
          "Who takes part: of fovea-f32, fovea-bf16, torch, torch-channels-last, torch-bf16,"
              + " torch-bf16-channels-last, djl, dl4j.")
  private List<String> only = List.of();

  @Option(
      names = "--lines",
      description =
          "Adds what is measured to this file, and goes on where it ends; what is printed is of"
              + " all that it holds.")
  private Optional<Path> file;

  @Option(names = "--root", hidden = true, required = true)
  private Path root;

  @Option(names = "--python", hidden = true)
  private Optional<Path> python;

  /**
   * Measures what is not in the file yet: each round takes the trials in turn, and each trial the
   * contenders in turn.
   *
   * @param usual who takes part if nobody is named
   * @return all that was measured, what the file held included
   * @throws IllegalArgumentException if that is nothing
   */
  List<LogEntry> measure(List<Trial> trials, Predicate<String> usual)
      throws IOException, InterruptedException {
    ResultLog lines = new ResultLog(file);
    measure(rounds, trials, contenders(usual), lines);
    if (lines.all().isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to print: give --rounds, or --lines and a file that holds some");
    }
    return lines.all();
  }

  /** Adds what lines do not hold yet; who failed in a trial is not tried again in it. */
  static void measure(int rounds, List<Trial> trials, List<Contender> contenders, ResultLog lines)
      throws IOException, InterruptedException {
    Map<Trial, Set<String>> failed = new HashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < trials.size(); i++) {
        Trial trial = trials.get(i);
        Set<String> failing = failed.computeIfAbsent(trial, each -> new HashSet<>());
        List<Contender> able =
            contenders.stream().filter(each -> !failing.contains(each.name())).toList();
        List<String> names = able.stream().map(Contender::name).toList();
        if (!lines.hold(round, trial, names)) {
          System.err.printf("round %d of %d, %d of %d%n", round, rounds, i + 1, trials.size());
          List<LogEntry> measured = measure(round, trial, able);
          lines.add(measured);
          failing.addAll(names);
          measured.forEach(line -> failing.remove(line.contender()));
        }
      }
    }
  }

  private List<Contender> contenders(Predicate<String> usual) {
    List<Contender> all = Contender.all(root, python);
    return only.isEmpty()
        ? all.stream().filter(contender -> usual.test(contender.name())).toList()
        : Contender.named(only, all);
  }

  private static List<LogEntry> measure(int round, Trial trial, List<Contender> contenders)
      throws IOException, InterruptedException {
    List<LogEntry> lines = new ArrayList<>();
    for (Contender contender : contenders) {
      trial
          .run(contender)
          .ifPresent(result -> lines.add(new LogEntry(round, contender.name(), result)));
    }
    return lines;
  }
}
