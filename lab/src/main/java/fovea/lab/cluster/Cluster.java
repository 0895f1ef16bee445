package fovea.lab.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Workers;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

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

  /**
   * Trains one network on several machines, or goes on with a run: synchronous data-parallel
   * training. If a machine fails, the training goes on from its last checkpoint.
   *
   * @param recipe the run's recipe, with the changes to be saved in it
   * @param folder the run's folder; if it has a checkpoint, the training goes on from there
   * @param members how many machines train together, 1 or more
   * @param events receives the run's events as JSON
   * @throws IOException if the training fails again and again; the message tells why
   */
  Workers.Ending train(Recipe recipe, Path folder, int members, Consumer<ObjectNode> events)
      throws IOException;

  /** Leaves the cluster. */
  @Override
  void close();
}
