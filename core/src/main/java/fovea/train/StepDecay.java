package fovea.train;

import fovea.nn.Require;

/**
 * Step decay at milestones, as PyTorch's {@code MultiStepLR}: the learning rate is {@code rate *
 * gamma^n} after n milestones.
 */
public final class StepDecay implements Schedule {

  private final double rate;
  private final double gamma;
  private final double[] milestones;

  /**
   * @param rate the initial learning rate, above 0
   * @param gamma the factor of each drop, above 0 and at most 1
   * @param milestones the epochs of the drops, above 0 and increasing
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

  /** Step decay at regular intervals of epochs, as PyTorch's {@code StepLR}. */
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
