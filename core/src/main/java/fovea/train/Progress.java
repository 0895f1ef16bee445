package fovea.train;

/** Where a training is. Only valid during the event that it comes with. */
public interface Progress {

  /** The epoch that runs or has just ended, from 1. */
  int epoch();

  /** How many epochs there are to be. */
  int epochs();

  /** Batches done of the epoch. */
  int batch();

  /** Batches an epoch. */
  int batches();

  /** Steps done since the start of the training. */
  long step();

  /** The learning rate of the latest step. */
  double learningRate();

  /** The latest batch's mean loss. */
  double loss();

  /** Loss and accuracy since the epoch began. */
  Metrics running();

  /** Training images a second since the epoch began, or since the training was resumed in it. */
  double imagesPerSecond();

  /** What a checkpoint needs to go on from here. */
  Position position();
}
