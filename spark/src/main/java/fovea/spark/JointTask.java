package fovea.spark;

import fovea.experiment.JointTraining;
import fovea.experiment.Training;
import fovea.lab.ladder.PlannedRun;
import fovea.lab.ladder.Workers.Diverged;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.ladder.Workers.Ending;
import fovea.run.Run;
import fovea.train.NonFiniteLossException;
import fovea.train.Outcome;
import fovea.train.ring.Rendezvous;
import fovea.train.ring.Secret;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/**
 * A task of a barrier stage, which trains one network with the others. Task 0 tells them, in the
 * only exchange by way of Spark, where they meet and from which state they go on. If one fails, all
 * do, and Spark starts them again.
 *
 * @param task what is trained
 * @param secret what lets them into the ring
 */
record JointTask(TrainingTask task, String secret) implements Serializable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Where the tasks meet, and the state that they begin with.
   *
   * @param state the name of a state; empty to begin at the start
   */
  private record Agreement(String host, int port, String state) {

    static Agreement propose(SharedRun shared) throws IOException {
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host))) {
        return new Agreement(host, free.getLocalPort(), shared.newest().orElse(""));
      }
    }

    String text() {
      return String.join(" ", host, Integer.toString(port), state);
    }

    static Agreement parse(String text) {
      String[] words = text.split(" ", -1);
      return new Agreement(words[0], Integer.parseInt(words[1]), words[2]);
    }
  }

  /** Trains; how it ended is told by the task that wrote the run. */
  List<Ending> run() {
    try {
      return train();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private List<Ending> train() throws IOException {
    BarrierTaskContext context = BarrierTaskContext.get();
    boolean first = context.partitionId() == 0;
    String[] all = context.allGather(first ? Agreement.propose(task.shared()).text() : "");
    Agreement agreed = Agreement.parse(all[0]);
    try (Scratch scratch = Scratch.open()) {
      if (!agreed.state().isEmpty()) {
        task.shared().restore(agreed.state(), scratch);
      }
      PlannedRun run = SharedRun.plan(task.parsed(), scratch.folder());
      if (run.isFinished()) {
        return first ? List.of(new Ended(Outcome.COMPLETED)) : List.of();
      }
      try (StopFlag.Watch watch = task.stop().watch()) {
        Rendezvous rendezvous =
            new Rendezvous(
                new InetSocketAddress(agreed.host(), agreed.port()),
                all.length,
                new Secret(secret),
                PATIENCE);
        Training training = task.training(scratch.folder(), watch.request());
        return train(run, new JointTraining(training, rendezvous));
      }
    }
  }

  private List<Ending> train(PlannedRun run, JointTraining joint) throws IOException {
    try {
      Optional<Run> started = run.resumable();
      Optional<Training.Result> result =
          started.isPresent()
              ? joint.resume(started.get(), run.recipe())
              : joint.train(run.recipe(), Optional.of(run.folder()));
      if (result.isEmpty()) {
        return List.of();
      }
      task.shared().publish(run.folder());
      return List.of(new Ended(result.get().outcome()));
    } catch (NonFiniteLossException e) {
      if (!run.isFinished()) {
        return List.of(); // the task that writes the run has seen it too
      }
      task.shared().publish(run.folder());
      return List.of(new Diverged(e.getMessage()));
    }
  }
}
