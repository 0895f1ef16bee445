package fovea.peers.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Runs the measurements of the commands, according to the flags that the commands share. */
final class MeasurementRunner {

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description =
          "Total number of rounds (${DEFAULT-VALUE}), including those in the file of --lines; 0"
              + " only prints the results in that file.")
  private int rounds;

  @Option(
      names = "--only",
      split = ",",
      description =
          "The libraries that take part, of fovea-f32, fovea-bf16, torch, torch-channels-last,"
              + " torch-bf16, torch-bf16-channels-last, djl, dl4j.")
  private List<String> only = List.of();

  @Option(
      names = "--lines",
      description =
          "Appends the results to this file, and resumes where it ends; the tables show all results"
              + " in the file.")
  private Optional<Path> file;

  @Option(names = "--root", hidden = true, required = true)
  private Path root;

  @Option(names = "--python", hidden = true)
  private Optional<Path> python;

  /**
   * Measures what is not in the file yet. Each round runs the trials in turn, and each trial the
   * contenders in turn.
   *
   * @param usual selects the contenders by default, without {@code --only}
   * @return all results, including those read from the file
   * @throws IllegalArgumentException if there are none
   */
  List<LogEntry> measure(List<Trial> trials, Predicate<String> usual)
      throws IOException, InterruptedException {
    ResultLog log = new ResultLog(file);
    measure(rounds, trials, contenders(usual), log);
    if (log.all().isEmpty()) {
      throw new IllegalArgumentException(
          "there are no results to print: give --rounds, or --lines and a file of results");
    }
    return log.all();
  }

  /**
   * Measures what the log does not contain yet. A contender that failed in a trial is not tried
   * again in that trial.
   */
  static void measure(int rounds, List<Trial> trials, List<Contender> contenders, ResultLog log)
      throws IOException, InterruptedException {
    Map<Trial, Set<String>> failed = new HashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < trials.size(); i++) {
        Trial trial = trials.get(i);
        Set<String> failing = failed.computeIfAbsent(trial, each -> new HashSet<>());
        List<Contender> able =
            contenders.stream().filter(each -> !failing.contains(each.name())).toList();
        List<String> names = able.stream().map(Contender::name).toList();
        if (!log.contains(round, trial, names)) {
          System.err.printf(
              Locale.ROOT, "round %d of %d, %d of %d%n", round, rounds, i + 1, trials.size());
          List<LogEntry> measured = measure(round, trial, able);
          log.add(measured);
          failing.addAll(names);
          measured.forEach(entry -> failing.remove(entry.contender()));
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
    List<LogEntry> entries = new ArrayList<>();
    for (Contender contender : contenders) {
      trial
          .run(contender)
          .ifPresent(result -> entries.add(new LogEntry(round, contender.name(), result)));
    }
    return entries;
  }
}
