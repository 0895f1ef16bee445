package fovea.recipe;

/** The learning-rate schedules of recipes. */
public enum ScheduleKind implements Choice {
  CONSTANT,
  EXPONENTIAL,
  STEP,
  MULTI_STEP,
  LINEAR,
  COSINE,
  COSINE_RESTARTS,
  /** With linear phases, as in the paper. */
  ONE_CYCLE,
  /** With cosine phases, as by default in PyTorch. */
  ONE_CYCLE_COSINE,
  TRIANGULAR,
  /** Lowers the learning rate when the test accuracy stops improving. */
  PLATEAU
}
