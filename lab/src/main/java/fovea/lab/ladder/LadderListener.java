package fovea.lab.ladder;

/** Observes the training of a ladder's runs. */
public interface LadderListener {

  /**
   * Called before a run is trained or resumed.
   *
   * @param number the run's number, counted from 1
   * @param runs the number of runs in all
   */
  void onRunStart(Ladder.Step step, long seed, int number, int runs);

  /** Called when a run is not trained any more, for whatever reason but a failure. */
  default void onRunEnd(Ladder.Step step, long seed) {}

  /**
   * Called when the process that trained a run was killed. The run goes on from its checkpoint.
   *
   * @param reason how the process ended
   */
  default void onKilled(Ladder.Step step, long seed, String reason) {}

  /**
   * Called when a run's loss became NaN or infinite: the run has no result, and the next one
   * follows.
   *
   * @param reason why the run was stopped
   */
  void onDiverged(Ladder.Step step, long seed, String reason);

  /**
   * Called when figures could not be drawn or written, which changes nothing else.
   *
   * @param reason why, in one line
   */
  default void onNoFigures(String reason) {}

  /** Called at the start and after each run, with a comparison of all finished runs. */
  void onComparison(Comparison comparison);
}
