package fovea.lab.ladder;

import fovea.data.ExclusiveLock;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.run.RunningProcess;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Trains the runs of a ladder. Finished and diverged runs are kept; interrupted ones are resumed.
 * Each run is as if made by {@code fovea train --out}. Several processes may train the same ladder
 * in the same folder: each run is trained by one of them, and if that dies, another takes over.
 */
public final class LadderRunner {

  private static final long POLL_MILLISECONDS = 500;

  /** A run whose process is killed that often is not tried again. */
  private static final int MOST_DEATHS = 3;

  private final PlannedRuns runs;
  private final Path folder;
  private final Workers workers;
  private final StopRequest stop;
  private final LadderListener listener;
  private final Texts texts;
  private final Map<PlannedRun, Integer> deaths = new ConcurrentHashMap<>();

  /**
   * @param seeds number of seeds per step: consecutive, starting with that of the first step's
   *     recipe
   * @param folder the ladder's folder
   * @param workers what trains the runs
   * @param stop ends the training, also where it waits for other processes
   * @param listener called by one thread at a time
   * @param texts the bundle {@code ladder.comparison}, for the files of the comparison
   * @throws IOException if the weights that a recipe starts with cannot be read
   */
  public LadderRunner(
      Ladder ladder,
      int seeds,
      Path folder,
      Workers workers,
      StopRequest stop,
      LadderListener listener,
      Texts texts)
      throws IOException {
    this.runs = PlannedRuns.of(ladder, seeds, folder);
    this.folder = folder;
    this.workers = workers;
    this.stop = stop;
    this.listener = listener;
    this.texts = texts;
  }

  /**
   * Trains all unfinished runs and keeps the files of the comparison up to date. Returns when all
   * are finished, also those that other processes train.
   *
   * @return {@link Outcome#COMPLETED} or {@link Outcome#INTERRUPTED}
   * @throws IOException if the folder contains runs of other recipes, or a run cannot be read,
   *     trained or written
   */
  public Outcome run() throws IOException {
    runs.checkExisting();
    Files.createDirectories(folder);
    publish();
    int count = Math.min(workers.count(), runs.all().size());
    if (count == 1) {
      return work();
    }
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<Outcome>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(this::workOrStopAll));
      }
      return outcome(all);
    } finally {
      threads.shutdown();
    }
  }

  /** Compares all finished and diverged runs. */
  public Comparison comparison() throws IOException {
    return runs.comparison();
  }

  /** Trains runs until none is left. If one fails, the others save their state and end too. */
  private Outcome workOrStopAll() throws IOException {
    try {
      return work();
    } catch (IOException | RuntimeException e) {
      stop.request();
      throw e;
    }
  }

  /** The outcome of all threads; the first failure if there is one. */
  private static Outcome outcome(List<Future<Outcome>> all) throws IOException {
    Outcome outcome = Outcome.COMPLETED;
    Optional<Throwable> failure = Optional.empty();
    for (Future<Outcome> each : all) {
      try {
        outcome = each.get() == Outcome.INTERRUPTED ? Outcome.INTERRUPTED : outcome;
      } catch (ExecutionException e) {
        failure = failure.or(() -> Optional.of(e.getCause()));
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
    if (failure.isPresent()) {
      throw failure.get() instanceof IOException reason
          ? reason
          : new IOException(failure.get().getMessage(), failure.get());
    }
    return outcome;
  }

  private Outcome work() throws IOException {
    while (!stop.requested()) {
      boolean waits = false;
      Optional<Begun> begun = Optional.empty();
      for (int i = 0; i < runs.all().size() && begun.isEmpty(); i++) {
        PlannedRun run = runs.all().get(i);
        if (!run.isFinished()) {
          begun = begin(run);
          waits |= begun.isEmpty();
        }
      }
      if (begun.isPresent()) {
        if (train(begun.get()) == Outcome.INTERRUPTED) {
          stop.request();
          return Outcome.INTERRUPTED;
        }
        publish();
      } else if (waits) {
        pause();
      } else {
        publish(); // with what other processes have trained
        return Outcome.COMPLETED;
      }
    }
    return Outcome.INTERRUPTED;
  }

  private record Begun(PlannedRun run, Workers.Work work) {}

  /** Begins to train a run, unless somebody else does or has. */
  private Optional<Begun> begin(PlannedRun run) throws IOException {
    ExclusiveLock lock = ExclusiveLock.take(folder.resolve(".lock"), () -> {});
    try (lock) {
      if (RunningProcess.training(run.folder()).isPresent() || run.isFinished()) {
        return Optional.empty();
      }
      synchronized (listener) {
        listener.onRunStart(run.step(), run.seed(), run.number(), runs.all().size());
      }
      return Optional.of(new Begun(run, workers.begin(run)));
    }
  }

  private Outcome train(Begun begun) throws IOException {
    PlannedRun run = begun.run();
    Workers.Ending ending = begun.work().finish();
    synchronized (listener) {
      listener.onRunEnd(run.step(), run.seed());
      if (ending instanceof Workers.Diverged diverged) {
        listener.onDiverged(run.step(), run.seed(), diverged.reason());
      } else if (ending instanceof Workers.Killed killed) {
        listener.onKilled(run.step(), run.seed(), killed.reason());
        if (deaths.merge(run, 1, Integer::sum) == MOST_DEATHS) {
          throw new IOException(
              "the training of %s was killed %s times, the last time with %s"
                  .formatted(run.folder(), MOST_DEATHS, killed.reason()));
        }
      }
    }
    return ending instanceof Workers.Ended ended ? ended.outcome() : Outcome.COMPLETED;
  }

  private void publish() throws IOException {
    synchronized (listener) {
      Comparison comparison = runs.comparison();
      ComparisonFiles.write(comparison, folder, texts);
      Figure.attempt(() -> ComparisonFiles.draw(comparison, folder, texts))
          .ifPresent(listener::onNoFigures);
      listener.onComparison(comparison);
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL_MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the ladder was interrupted");
  }
}
