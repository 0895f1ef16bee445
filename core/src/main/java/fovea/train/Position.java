package fovea.train;

/**
 * How far a training has come: enough to go on as if it had not stopped.
 *
 * @param seed what every random number of the training depends on
 * @param epoch epochs done
 * @param batch batches done of the epoch that runs
 * @param step steps done since the start
 * @param lossSum sum of the losses of the images of the epoch that runs
 * @param correct images classified rightly in the epoch that runs
 * @param images images seen in the epoch that runs
 * @param bestAccuracy the highest test accuracy so far; below 0 before the first evaluation
 * @param bestEpoch the epoch after which it was measured, from 1; 0 before the first evaluation
 * @param drops how often a {@link Plateau} has lowered the learning rate
 * @param lastDrop the epoch after which it last did, from 1; 0 if it never did
 */
public record Position(
    long seed,
    int epoch,
    int batch,
    long step,
    double lossSum,
    long correct,
    long images,
    double bestAccuracy,
    int bestEpoch,
    int drops,
    int lastDrop) {

  /**
   * Checks that there can be such a position.
   *
   * @throws IllegalArgumentException if a count is below 0, or a sum or accuracy is not a number
   */
  public Position {
    require("epoch", epoch, epoch >= 0);
    require("batch", batch, batch >= 0);
    require("step", step, step >= 0);
    require("images", images, images >= 0);
    require("correct", correct, correct >= 0 && correct <= images);
    require("sum of losses", lossSum, Double.isFinite(lossSum));
    require("best accuracy", bestAccuracy, bestAccuracy <= 1);
    require("best epoch", bestEpoch, bestEpoch >= 0);
    require("drops", drops, drops >= 0);
    require("last drop", lastDrop, lastDrop >= 0);
  }

  private static void require(String name, Number value, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s is %s: no training comes to such a position".formatted(name, value));
    }
  }

  /** The beginning. */
  public static Position start(long seed) {
    return new Position(seed, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0);
  }
}
