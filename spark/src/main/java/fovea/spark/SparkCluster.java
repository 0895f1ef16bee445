package fovea.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.cluster.Cluster;
import fovea.lab.cluster.ClusterSettings;
import fovea.lab.ladder.PlannedRun;
import fovea.lab.ladder.Workers;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.ladder.Workers.Ending;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import fovea.train.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Spark application whose tasks train and classify. */
final class SparkCluster implements Cluster {

  private static final Logger LOG = LoggerFactory.getLogger(SparkCluster.class);

  /** A training that fails that often in the same epoch is not tried again. */
  private static final int MOST_FAILURES = 3;

  private static final long POLL_MILLISECONDS = 200;
  private static final long MAX_WAIT_SECONDS = 50;

  /** Spark stops its application at 30 above the same; trainings save their state before. */
  private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  private final JavaSparkContext spark;
  private final ClusterSettings settings;
  private final String shared;
  private final StopFlag flag;
  private final EventFeed feed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable patience = this::awaitClosed;

  /**
   * @param spark the application, which is stopped when this cluster is closed
   */
  SparkCluster(JavaSparkContext spark, ClusterSettings settings) {
    this.spark = spark;
    this.settings = settings;
    shared = HadoopFiles.address(settings.shared());
    flag = new StopFlag(shared + "/stop-" + UUID.randomUUID());
    feed = new EventFeed(spark.sc());
    ShutdownHookManager.get()
        .addShutdownHook(patience, BEFORE_SPARK, MAX_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Lets trainings save their state before Spark ends with the process. */
  private void awaitClosed() {
    settings.stop().request();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // that was too long
    }
  }

  @Override
  public Workers workers(int count, Workers.Events events) {
    return new SparkWorkers(count, this, events);
  }

  @Override
  public Ending train(Recipe recipe, Path folder, int members, Consumer<ObjectNode> events)
      throws IOException {
    PlannedRun run = SharedRun.plan(recipe, folder);
    if (members == 1) {
      return train(run, events);
    }
    BarrierJob barrier = new BarrierJob(spark, members);
    String secret = UUID.randomUUID().toString();
    return train(
        run,
        events,
        task -> {
          barrier.requireRoom();
          return barrier.start(new JointTask(task, secret));
        });
  }

  @Override
  public void classify(String run, List<String> images, int top, Consumer<ObjectNode> answers)
      throws IOException {
    spark.setJobDescription("images classified by " + run);
    new PredictionJob(run, top).run(spark, images, answers, settings.stop());
  }

  /** Trains a run on one machine, or goes on with it, and brings its files to its folder. */
  Ending train(PlannedRun run, Consumer<ObjectNode> events) throws IOException {
    return train(
        run,
        events,
        task -> spark.parallelize(List.of(1), 1).map(one -> task.train()).collectAsync());
  }

  /** Gives Spark what is to be trained. */
  private interface Job {
    Future<List<Ending>> start(TrainingTask task) throws IOException;
  }

  private Ending train(PlannedRun run, Consumer<ObjectNode> events, Job job) throws IOException {
    SharedRun states = SharedRun.of(shared, run.recipe());
    Optional<Run> begun = run.resumable();
    Consumer<ObjectNode> receiver =
        event ->
            events.accept(event.has("run") ? event.put("run", run.folder().toString()) : event);
    try (EventFeed.Line line = feed.new Line(receiver)) {
      if (begun.isPresent()) {
        line.skip(begun.get().metrics());
        states.publish(run.folder());
      }
      TrainingTask task =
          new TrainingTask(
              RecipeReader.write(run.recipe()),
              TrainingTask.dataset(run.recipe()),
              states,
              flag,
              line.events(),
              settings.command(),
              settings.language());
      spark.setJobDescription("%s, seed %s".formatted(run.step().name(), run.seed()));
      Ending ending = await(task, job);
      if (new Homecoming(states, run.folder()).arrive()) {
        line.receive(Run.open(run.folder()).metrics()); // also what died with an executor
        states.remove();
      }
      return ending;
    }
  }

  /** Trains, and goes on from the last checkpoint as long as the training gets on. */
  private Ending await(TrainingTask task, Job job) throws IOException {
    Optional<String> state = task.shared().newest();
    int failures = 0;
    while (true) {
      try {
        return await(job.start(task));
      } catch (JobFailure e) {
        Optional<String> reached = task.shared().newest();
        failures = reached.equals(state) ? failures + 1 : 0;
        state = reached;
        if (failures == MOST_FAILURES) {
          throw e;
        }
        LOG.warn("{}: the training goes on from its last checkpoint", e.getMessage());
      }
    }
  }

  /** Waits for a job. If it is asked to stop, its training is, and saves its state. */
  private Ending await(Future<List<Ending>> job) throws IOException {
    boolean raised = false;
    while (true) {
      try {
        return job.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS).get(0);
      } catch (TimeoutException e) {
        if (settings.stop().requested() && !raised) {
          flag.raise();
          raised = true;
        }
      } catch (ExecutionException e) {
        if (settings.stop().requested()) {
          return new Ended(Outcome.INTERRUPTED); // with the state of its last epoch
        }
        throw JobFailure.of(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("a training was interrupted");
      }
    }
  }

  /** Ends what surrounds the application, which itself goes on. */
  void leave() {
    closed.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(patience);
    }
    try {
      flag.remove();
      HadoopFiles.removeIfEmpty(shared);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      leave();
    } finally {
      spark.close();
    }
  }
}
