package fovea.train;

import fovea.nn.Require;

/**
 * The one-cycle policy (Smith and Topin 2018): the learning rate rises from {@code peak / start} to
 * the peak, then falls to {@code lowest}. It has the peak, and ends, in the same steps as PyTorch's
 * {@code OneCycleLR}: with T steps in all, the peak is that of step {@code rise T - 1}, and the
 * lowest rate that of step {@code T - 1}, the last.
 *
 * @param peak the highest learning rate, above 0
 * @param epochs length of the training, above 0
 * @param rise the fraction of the training in which the rate rises, 0 or more and below 1
 * @param start the ratio of the peak to the initial rate, at least 1
 * @param lowest the final rate, 0 or more and at most the peak
 * @param annealing the shape of both phases
 * @param step length of a step in epochs, 0 or more and below {@code epochs}: 1 over the number of
 *     batches; 0 for the limit of many steps
 */
public record OneCycle(
    double peak,
    double epochs,
    double rise,
    double start,
    double lowest,
    Annealing annealing,
    double step)
    implements Schedule {

  /** The rounding error of the progress in a phase, whose end must be exact. */
  private static final double ROUNDING = 1e-9;

  /** How the rate goes from one value to another. */
  public enum Annealing {
    /** In a straight line, as in the paper; PyTorch's {@code anneal_strategy="linear"}. */
    LINEAR,
    /** Along half a period of the cosine; PyTorch's default. */
    COSINE;

    private double between(double from, double to, double done) {
      if (done > 1 - ROUNDING) {
        return to;
      }
      double share = this == LINEAR ? done : (1 - Math.cos(Math.PI * done)) / 2;
      return from + (to - from) * share;
    }
  }

  public OneCycle {
    Require.positive("learning rate", peak);
    Require.positive("epochs", epochs);
    Require.fraction("rise", rise);
    Require.that("start divisor", start, start >= 1, "1 or more");
    Require.that("lowest rate", lowest, lowest >= 0 && lowest <= peak, "from 0 to the peak");
    Require.that("step", step, step >= 0 && step < epochs, "from 0 to below the epochs");
  }

  /** Linear decay from the rate to the lowest one, without a rising phase. */
  public static Schedule linear(double rate, double lowest, double epochs) {
    return new OneCycle(rate, epochs, 0, 1, lowest, Annealing.LINEAR, 0);
  }

  @Override
  public double at(double epoch) {
    double top = rise * epochs - step;
    double end = epochs - step;
    return epoch < top
        ? annealing.between(peak / start, peak, epoch / top)
        : annealing.between(peak, lowest, (epoch - top) / (end - top));
  }
}
