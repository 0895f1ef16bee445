package fovea.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a trainer that a checkpoint saves: together with the model and the optimiser, enough
 * to resume a run as if it had never stopped.
 *
 * @param seed the seed of all random numbers of the run
 * @param epoch epochs completed
 * @param batch batches completed in the current epoch
 * @param step steps completed since the start
 * @param lossSum sum of the losses of the images seen in the current epoch
 * @param correct number of images classified correctly in the current epoch
 * @param images number of images seen in the current epoch
 * @param bestAccuracy the highest test accuracy so far; below 0 before the first evaluation
 * @param bestEpoch the epoch that reached it, from 1; 0 before the first evaluation
 * @param drops how often {@link ReduceOnPlateau} has lowered the learning rate
 * @param lastDrop the epoch of the last drop, from 1; 0 if there was none
 */
public record TrainerState(
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
   * Checks the values.
   *
   * @throws IllegalArgumentException if a count is negative, more images are correct than seen, the
   *     sum of losses is not finite, or the best accuracy is above 1 or NaN
   */
  public TrainerState {
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
          "%s is %s: not a valid training state".formatted(name, value));
    }
  }

  /** The state before the first step. */
  public static TrainerState initial(long seed) {
    return new TrainerState(seed, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0);
  }

  /** The entries for the header of a checkpoint. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("fovea.seed", Long.toString(seed));
    texts.put("fovea.epoch", Integer.toString(epoch));
    texts.put("fovea.batch", Integer.toString(batch));
    texts.put("fovea.step", Long.toString(step));
    texts.put("fovea.loss_sum", Double.toHexString(lossSum));
    texts.put("fovea.correct", Long.toString(correct));
    texts.put("fovea.images", Long.toString(images));
    texts.put("fovea.best_accuracy", Double.toString(bestAccuracy));
    texts.put("fovea.best_epoch", Integer.toString(bestEpoch));
    texts.put("fovea.drops", Integer.toString(drops));
    texts.put("fovea.last_drop", Integer.toString(lastDrop));
    return texts;
  }
}
