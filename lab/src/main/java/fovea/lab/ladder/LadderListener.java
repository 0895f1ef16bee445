package fovea.lab.ladder;

/** Follows the runs of a ladder. */
public interface LadderListener {

  /**
   * A run is going to be trained, or goes on.
   *
   * @param number the run's, from 1
   * @param runs how many there are in all
   */
  void onRun(Ladder.Step step, long seed, int number, int runs);

  /** A run was finished, or was found finished: the comparison of all that are. */
  void onComparison(Comparison comparison);
}
