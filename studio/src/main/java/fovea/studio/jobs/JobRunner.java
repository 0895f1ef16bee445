package fovea.studio.jobs;

import fovea.run.RunningProcess;
import fovea.studio.runs.RunTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the jobs of a queue one after the other, since each takes all processors. */
final class JobRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final long PAUSE_MILLIS = 500;

  private final RunTree tree;
  private final Path folder;
  private final Queue queue;
  private final Launcher launcher;
  private final Consumer<List<Job>> changed;
  private final Thread thread = new Thread(this::run, "fovea-studio-jobs");

  /**
   * @param changed receives all jobs whenever one changes
   */
  JobRunner(RunTree tree, Launcher launcher, Consumer<List<Job>> changed) throws IOException {
    this.tree = tree;
    this.folder = tree.root().resolve(".studio");
    this.queue = new Queue(folder.resolve("queue.json"));
    this.launcher = launcher;
    this.changed = changed;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        try {
          look();
        } catch (IOException | RuntimeException e) {
          LOG.warn("the queue cannot go on: {}", e.toString());
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed; the processes go on
    }
  }

  private synchronized void look() throws IOException {
    queue.catchUp();
    boolean busy = false;
    for (Job job : queue.jobs()) {
      if (job.runs()) {
        if (Launcher.find(job).isPresent()) {
          busy = true;
        } else {
          replace(job.ended(problem(job)));
        }
      }
    }
    Optional<Job> next = queue.jobs().stream().filter(Job::waits).findFirst();
    if (!busy && next.isPresent()) {
      launch(next.get());
    }
  }

  /** Why a job that has ended made no run: the last line that it printed. */
  private String problem(Job job) throws IOException {
    return tree.holdsRun(job.run()) ? "" : Launcher.lastLine(log(job));
  }

  private Path log(Job job) {
    return folder.resolve(job.id() + ".log");
  }

  private void launch(Job job) throws IOException {
    Files.createDirectories(folder);
    try {
      ProcessHandle process = launcher.start(job.words(), log(job));
      replace(job.startedAs(process.pid(), Launcher.startOf(process)));
    } catch (IOException e) {
      replace(job.ended(String.valueOf(e.getMessage())));
    }
  }

  private void replace(Job job) {
    queue.replace(job);
    changed.accept(queue.jobs());
  }

  synchronized List<Job> jobs() {
    return queue.jobs();
  }

  synchronized Job add(List<String> words, String run) throws IOException {
    Job job = queue.add(words, run);
    changed.accept(queue.jobs());
    return job;
  }

  /** Gives the command of a job that has ended once more. */
  synchronized void again(int id) throws IOException {
    Job job = job(id);
    if (!job.ended()) {
      throw new IllegalArgumentException("%s has not ended".formatted(job.run()));
    }
    add(job.words(), job.run());
    remove(id);
  }

  private Job job(int id) {
    return queue.jobs().stream()
        .filter(job -> job.id() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no job %s".formatted(id)));
  }

  /** Removes a job that waits or has ended. */
  synchronized void remove(int id) throws IOException {
    Job job = job(id);
    if (job.runs()) {
      throw new IllegalArgumentException("stop the training of %s first".formatted(job.run()));
    }
    queue.remove(id);
    changed.accept(queue.jobs());
  }

  /**
   * Asks a job to stop, which saves its state first.
   *
   * @throws IllegalArgumentException if it does not run
   */
  synchronized void stop(int id) {
    Job job = job(id);
    Launcher.find(job)
        .filter(process -> job.runs())
        .orElseThrow(() -> new IllegalArgumentException(job.run() + " is not training"))
        .destroy();
  }

  /**
   * Asks the training of a run to stop, whoever started it. It saves its state first.
   *
   * @throws IllegalArgumentException if the run does not train
   */
  void stop(String run) {
    ProcessHandle process =
        RunningProcess.training(tree.folder(run))
            .orElseThrow(() -> new IllegalArgumentException(run + " is not training"));
    process.destroy();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
