package fovea.train;

import fovea.nn.Require;

/**
 * Drops the rate by a factor at given epochs, as PyTorch's {@code MultiStepLR}: {@code rate *
 * gamma^n} after n of them.
 */
public final class StepDecay implements Schedule {

  private final double rate;
  private final double gamma;
  private final double[] milestones;

  /**
   * @param rate the rate at the start, above 0
   * @param gamma the factor, above 0 and at most 1
   * @param milestones epochs above 0, each above the one before
   */
  public StepDecay(double rate, double gamma, double... milestones) {
    Require.positive("learning rate", rate);
    Require.that("gamma", gamma, gamma > 0 && gamma <= 1, "above 0 and at most 1");
    for (int i = 0; i < milestones.length; i++) {
      double before = i == 0 ? 0 : milestones[i - 1];
      Require.that(
          "milestone", milestones[i], milestones[i] > before, "above %s".formatted(before));
    }
    this.rate = rate;
    this.gamma = gamma;
    this.milestones = milestones.clone();
  }

  /** Drops every so many epochs, as PyTorch's {@code StepLR}. */
  public static Schedule every(double rate, double gamma, double epochs) {
    Require.positive("learning rate", rate);
    Require.that("gamma", gamma, gamma > 0 && gamma <= 1, "above 0 and at most 1");
    Require.positive("epochs between drops", epochs);
    return epoch -> rate * Math.pow(gamma, Math.floor(epoch / epochs));
  }

  @Override
  public double at(double epoch) {
    int passed = 0;
    while (passed < milestones.length && epoch >= milestones[passed]) {
      passed++;
    }
    return rate * Math.pow(gamma, passed);
  }
}
