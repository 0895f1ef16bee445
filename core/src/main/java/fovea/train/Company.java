package fovea.train;

import fovea.data.Loader;
import fovea.data.Slice;
import fovea.engine.Model;
import fovea.engine.Program;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What the members of a group decide and measure together, so that each of them knows what a single
 * trainer would. A trainer that is alone exchanges nothing.
 *
 * @param group the members
 * @param slice this member's part of each batch
 * @param stop request to stop, which one member may have and the others not
 */
record Company(Group group, Slice slice, StopRequest stop) {

  private static final StopRequest NEVER = new StopRequest();

  Company(Group group, StopRequest stop) {
    this(group, new Slice(group.rank(), group.size()), stop);
  }

  private boolean alone() {
    return group.size() == 1;
  }

  /**
   * Adds this member's slice of a batch and those of the others to the sums, and writes the
   * gradient of the slice's part of the mean loss, times the number of members: the mean over the
   * members is then the gradient of the whole batch's mean loss.
   *
   * @return the mean loss of the whole batch
   */
  double add(CrossEntropy loss, Program program, Loader train) {
    double lossSum = loss.lossSum();
    long correct = loss.correct();
    long images = loss.images();
    double mean =
        loss.add(
            program.output(),
            train.targets(),
            train.weights(),
            train.size(),
            program.outputGradient());
    if (alone()) {
      return mean;
    }
    scale(program.outputGradient(), (double) train.size() * group.size() / train.wholeSize());
    double[] all = group.gather(mean * train.size(), (double) (loss.correct() - correct));
    double sum = 0;
    for (int i = 0; i < all.length; i += 2) {
      sum += all[i];
      correct += (long) all[i + 1];
    }
    loss.restore(lossSum + sum, correct, images + train.wholeSize());
    return sum / train.wholeSize();
  }

  private static void scale(FloatBuffer gradient, double factor) {
    for (int i = 0; factor != 1 && i < gradient.capacity(); i++) {
      gradient.put(i, (float) (gradient.get(i) * factor));
    }
  }

  /**
   * The outcome if a stop was requested from any member or its time is over.
   *
   * @param over whether this member's time is over
   * @return {@link Outcome#COMPLETED} if the training continues
   */
  Outcome agree(boolean over) {
    if (alone()) {
      return stop.requested() ? Outcome.INTERRUPTED : over ? Outcome.TIME_OVER : Outcome.COMPLETED;
    }
    double[] all = group.gather(stop.requested() ? 1 : 0, over ? 1 : 0);
    Outcome outcome = Outcome.COMPLETED;
    for (int i = 0; i < all.length; i += 2) {
      if (all[i] > 0) {
        return Outcome.INTERRUPTED;
      } else if (all[i + 1] > 0) {
        outcome = Outcome.TIME_OVER;
      }
    }
    return outcome;
  }

  /**
   * Loss and accuracy as the first member measures them for all; empty if this trainer is alone and
   * a stop is requested meanwhile.
   */
  Optional<Metrics> evaluate(Model model, List<Loader> views) {
    if (alone()) {
      return Evaluation.of(model, views, stop).map(Evaluation::metrics);
    }
    Metrics own =
        group.rank() == 0
            ? Evaluation.of(model, views, NEVER).orElseThrow().metrics()
            : new Metrics(0, 0);
    double[] all = group.gather(own.loss(), own.accuracy());
    return Optional.of(new Metrics(all[0], all[1]));
  }
}
