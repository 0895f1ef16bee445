package fovea.lab.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Workers;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Machines that train and classify. Runs are written to folders of this machine; the others need
 * not see them.
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

  /**
   * Classifies image files.
   *
   * @param run a run's folder or a checkpoint; like the others, a path that all machines see, or an
   *     address of a file system that they reach
   * @param paths files, folders, of which all files are meant at any depth, and patterns such as
   *     {@code photos/*.jpg}
   * @param top how many classes an answer has at most, 1 or more
   * @param answers receives an object for each file, in no particular order, by one thread at a
   *     time: {@code image}, its address, and {@code predictions}, as in {@link
   *     fovea.trained.Prediction#json}; or, of a file that is not a readable image, {@code image}
   *     and {@code problem}
   * @throws IOException if the run or the files cannot be read; the message tells why
   */
  void classify(String run, List<String> paths, int top, Consumer<ObjectNode> answers)
      throws IOException;

  /** Leaves the cluster. */
  @Override
  void close();
}
