package fovea.spark;

import fovea.lab.ladder.PlannedRun;
import fovea.lab.ladder.Workers;
import fovea.run.RunningProcess;
import java.io.IOException;

/**
 * Trains the runs of a ladder on executors, each as a job with one task. Spark chooses the machine,
 * and another one if the first is lost; this process is the one that is recorded as training.
 *
 * @param count how many runs are given to Spark at the same time at most
 * @param cluster the machines
 * @param events receives the events of the runs
 */
record SparkWorkers(int count, SparkCluster cluster, Events events) implements Workers {

  @Override
  public Work begin(PlannedRun run) throws IOException {
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    return () -> {
      try {
        return cluster.train(run, event -> events.accept(run.step(), run.seed(), event));
      } finally {
        RunningProcess.leave(run.folder());
      }
    };
  }
}
