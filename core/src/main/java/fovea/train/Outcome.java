package fovea.train;

/** The reason why a training run ended. */
public enum Outcome {
  /** All epochs were completed. */
  COMPLETED,
  /** Early stopping: the test accuracy did not improve within the patience. */
  STOPPED_EARLY,
  /** The time limit was reached. */
  TIME_OVER,
  /** A stop was requested. */
  INTERRUPTED
}
