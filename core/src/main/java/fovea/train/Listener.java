package fovea.train;

/** Follows a training. Whatever it throws ends the training. */
public interface Listener {

  /** Before the first step. */
  default void onStart(Progress progress) {}

  /**
   * After a batch's loss is known, before the network is changed by it. Called each step: it should
   * not allocate.
   */
  default void onLoss(Progress progress) {}

  /** After a step. Called each step: it should not allocate. */
  default void onStep(Progress progress) {}

  /** After an epoch and its evaluation. */
  default void onEpoch(EpochResult result, Progress progress) {}

  /** At the end, whatever its reason; not after an exception. */
  default void onEnd(Outcome outcome, Progress progress) {}
}
