package fovea.train;

/**
 * How far a training has come: enough to go on as if it had not stopped.
 *
 * @param epoch epochs done
 * @param batch batches done of the epoch that runs
 * @param step steps done since the start
 * @param lossSum sum of the losses of the images of the epoch that runs
 * @param correct images classified rightly in the epoch that runs
 * @param images images seen in the epoch that runs
 * @param bestAccuracy the highest test accuracy so far; below 0 before the first evaluation
 */
public record Position(
    int epoch,
    int batch,
    long step,
    double lossSum,
    long correct,
    long images,
    double bestAccuracy) {

  /** The beginning. */
  public static Position start() {
    return new Position(0, 0, 0, 0, 0, 0, -1);
  }
}
