package fovea.lab.ladder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.train.Outcome;
import java.io.IOException;
import java.io.Serializable;

/** What trains the runs of a ladder: this process, processes of their own, or a cluster. */
public interface Workers {

  /** How many runs are trained at the same time, if there are so many. */
  int count();

  /** Receives the events of runs that other processes train. */
  @FunctionalInterface
  interface Events {

    /**
     * Receives an event.
     *
     * @param event the event as {@code fovea train --json} prints it
     */
    void accept(Ladder.Step step, long seed, ObjectNode event);
  }

  /**
   * Begins to train a run, or to go on with it. The process that does is recorded in the run's
   * folder when this method returns. It is called while nobody else can begin with the same run.
   */
  Work begin(PlannedRun run) throws IOException;

  /** A run that is being trained. */
  interface Work {

    /**
     * Trains the run, or waits until it is trained.
     *
     * @throws IOException if the training failed
     */
    Ending finish() throws IOException;
  }

  /** How a training ended. */
  sealed interface Ending extends Serializable {}

  /** The training ended by itself, or saved its state when it was asked to stop. */
  record Ended(Outcome outcome) implements Ending {}

  /**
   * The loss became NaN or infinite.
   *
   * @param reason what became so, and when
   */
  record Diverged(String reason) implements Ending {}

  /**
   * The process that trained was killed. The run can go on from its checkpoint.
   *
   * @param reason how it ended
   */
  record Killed(String reason) implements Ending {}
}
