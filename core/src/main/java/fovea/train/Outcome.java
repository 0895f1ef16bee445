package fovea.train;

/** Why a training ended. */
public enum Outcome {
  /** Every epoch was done. */
  COMPLETED,
  /** The test accuracy had not risen for as many epochs as it was to wait. */
  STOPPED_EARLY,
  /** The time that it was given was over. */
  TIME_OVER,
  /** It was asked to stop. */
  INTERRUPTED
}
