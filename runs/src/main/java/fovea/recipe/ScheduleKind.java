package fovea.recipe;

/** The learning-rate schedules. */
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
  /** Falls when the test accuracy no longer rises. */
  PLATEAU
}
