package fovea.train;

/** The progress of a training run. Valid only during the callback that receives it. */
public interface Progress {

  /** The current epoch, or the one that has just ended, from 1. */
  int epoch();

  /** Number of epochs planned. */
  int epochs();

  /** Batches completed in the epoch. */
  int batch();

  /** Batches per epoch. */
  int batches();

  /** Steps completed since the start of the run. */
  long step();

  /** The learning rate of the latest step. */
  double learningRate();

  /** The mean loss of the latest batch; NaN before the first. */
  double loss();

  /** Training loss and accuracy since the epoch began. */
  Metrics running();

  /** Training images per second since the epoch began, or since the run was resumed in it. */
  double imagesPerSecond();

  /** The state that a checkpoint saves to resume from here. */
  TrainerState state();
}
