package fovea.lab.cluster;

import fovea.lab.ladder.Workers;

/**
 * Machines that train. Runs are written to folders of this machine; the others need not see them.
 */
public interface Cluster extends AutoCloseable {

  /**
   * Workers that train the runs of a ladder, each on one machine.
   *
   * @param count how many runs are trained at the same time at most
   * @param events receives the events of the runs; called by several threads
   */
  Workers workers(int count, Workers.Events events);

  /** Leaves the cluster. */
  @Override
  void close();
}
