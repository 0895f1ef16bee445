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
  ONE_CYCLE,
  TRIANGULAR,
  /** Lowers the learning rate when the test accuracy stops improving. */
  PLATEAU
}
