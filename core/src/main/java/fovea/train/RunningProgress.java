package fovea.train;

import fovea.nn.CounterBasedRandom;

/** The progress of a run, as updated by the trainer. */
final class RunningProgress implements Progress {

  private final long seed;
  private final long dropoutKey;
  private final int epochs;
  private final int batches;
  private final CrossEntropy sums;
  private int epochsDone;
  private int batch;
  private long step;
  private double bestAccuracy;
  private int bestEpoch;
  private int drops;
  private int lastDrop;
  private boolean epochEnded;
  private double loss = Double.NaN;
  private double learningRate;
  private long startedAt;
  private long imagesSince;

  RunningProgress(int epochs, int batches, CrossEntropy sums, TrainerState from) {
    this.epochs = epochs;
    this.batches = batches;
    this.sums = sums;
    seed = from.seed();
    dropoutKey = CounterBasedRandom.key(seed, CounterBasedRandom.Purpose.DROPOUT);
    epochsDone = from.epoch();
    batch = from.batch();
    step = from.step();
    bestAccuracy = from.bestAccuracy();
    bestEpoch = from.bestEpoch();
    drops = from.drops();
    lastDrop = from.lastDrop();
  }

  void beginEpoch(double learningRate) {
    this.learningRate = learningRate;
    startedAt = System.nanoTime();
    imagesSince = 0;
  }

  void recordLoss(double loss, double learningRate) {
    this.loss = loss;
    this.learningRate = learningRate;
  }

  void recordStep(int images) {
    batch++;
    step++;
    imagesSince += images;
  }

  void endEpoch(double testAccuracy, ReduceOnPlateau plateau) {
    if (testAccuracy > bestAccuracy) {
      bestAccuracy = testAccuracy;
      bestEpoch = epoch();
    }
    if (epoch() - Math.max(bestEpoch, lastDrop) >= plateau.patience()) {
      drops++;
      lastDrop = epoch();
    }
    epochEnded = true;
  }

  /** Number of epochs since the highest test accuracy; to be called at the end of an epoch. */
  int epochsSinceBest() {
    return epoch() - bestEpoch;
  }

  /** How often {@link ReduceOnPlateau} has lowered the learning rate. */
  int drops() {
    return drops;
  }

  void nextEpoch() {
    epochsDone++;
    batch = 0;
    epochEnded = false;
  }

  /** The random key of dropout in the current step. */
  long dropoutKey() {
    return CounterBasedRandom.subkey(dropoutKey, step);
  }

  /** Epochs completed as a real number, the argument of schedules. */
  double exactEpoch() {
    return epochsDone + (double) batch / batches;
  }

  /** {@link #exactEpoch} at the start of this epoch's latest step, or of the epoch if none ran. */
  double latestExactEpoch() {
    return epochsDone + Math.max(0, batch - 1.0) / batches;
  }

  /** Seconds since the epoch began, or since the run was resumed in it. */
  double seconds() {
    return (System.nanoTime() - startedAt) / 1e9;
  }

  @Override
  public int epoch() {
    return epochsDone + 1;
  }

  @Override
  public int epochs() {
    return epochs;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public int batches() {
    return batches;
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public Metrics running() {
    return sums.metrics();
  }

  @Override
  public double imagesPerSecond() {
    return imagesSince / seconds();
  }

  @Override
  public TrainerState state() {
    return epochEnded
        ? new TrainerState(
            seed, epochsDone + 1, 0, step, 0, 0, 0, bestAccuracy, bestEpoch, drops, lastDrop)
        : new TrainerState(
            seed,
            epochsDone,
            batch,
            step,
            sums.lossSum(),
            sums.correct(),
            sums.images(),
            bestAccuracy,
            bestEpoch,
            drops,
            lastDrop);
  }
}
