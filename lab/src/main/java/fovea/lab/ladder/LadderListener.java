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

  /** A run left the finite numbers: it has no result, and the next one begins. */
  void onDiverged(Ladder.Step step, long seed, String reason);

  /** The comparison of all runs that are finished, at the start and after each that was trained. */
  void onComparison(Comparison comparison);
}
