package fovea.train;

/** Observes a training run; an exception that it throws stops the run. */
public interface Listener {

  /** Called before the first step. */
  default void onStart(Progress progress) {}

  /**
   * Called in each step after the loss is computed and before the weights are updated. It should
   * not allocate.
   */
  default void onLoss(Progress progress) {}

  /** Called after each step. It should not allocate. */
  default void onStep(Progress progress) {}

  /** Called after each epoch and its evaluation. */
  default void onEpoch(EpochResult result, Progress progress) {}

  /** Called when the run ends for any reason but an exception. */
  default void onEnd(Outcome outcome, Progress progress) {}
}
