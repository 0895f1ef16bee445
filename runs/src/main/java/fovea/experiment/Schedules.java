package fovea.experiment;

import fovea.recipe.Recipe;
import fovea.recipe.ScheduleKind;
import fovea.train.Cosine;
import fovea.train.OneCycle;
import fovea.train.OneCycle.Annealing;
import fovea.train.ReduceOnPlateau;
import fovea.train.Schedule;
import fovea.train.StepDecay;
import fovea.train.Triangular;

/** Creates the learning-rate schedule of a recipe. */
public final class Schedules {

  /** Ratio of the peak rate to the initial rate of one-cycle; PyTorch's {@code div_factor}. */
  private static final double ONE_CYCLE_START = 25;

  /** Ratio of the length of a period of cosine-restarts to that of the one before. */
  private static final double RESTART_GROWTH = 2;

  private Schedules() {}

  /**
   * The reduction of the learning rate when the test accuracy stops improving; none unless the
   * recipe's schedule is {@code plateau}.
   */
  public static ReduceOnPlateau plateau(Recipe recipe) {
    return recipe.schedule() == ScheduleKind.PLATEAU
        ? new ReduceOnPlateau(recipe.gamma(), recipe.period(), recipe.minLr())
        : ReduceOnPlateau.NONE;
  }

  /**
   * Creates the schedule of a recipe, which begins after the warm-up and ends with the training.
   *
   * @param batches batches per epoch
   */
  public static Schedule of(Recipe recipe, int batches) {
    double lr = recipe.lr();
    double lowest = recipe.minLr();
    double epochs = recipe.epochs() - recipe.warmup();
    boolean perEpoch =
        recipe.schedulePer().equals("auto")
            ? recipe.schedule() == ScheduleKind.EXPONENTIAL
            : recipe.schedulePer().equals("epoch");
    double step = perEpoch ? 1 : 1.0 / batches;
    Schedule schedule =
        switch (recipe.schedule()) {
          case CONSTANT, PLATEAU -> Schedule.constant(lr);
          case EXPONENTIAL -> Schedule.exponential(lr, recipe.gamma());
          case STEP -> StepDecay.every(lr, recipe.gamma(), recipe.period());
          case MULTI_STEP ->
              new StepDecay(
                  lr,
                  recipe.gamma(),
                  recipe.milestones().stream().mapToDouble(Integer::doubleValue).toArray());
          case LINEAR -> OneCycle.linear(lr, lowest, epochs);
          case COSINE -> Cosine.once(lr, lowest, epochs);
          case COSINE_RESTARTS -> new Cosine(lr, lowest, recipe.period(), RESTART_GROWTH);
          case ONE_CYCLE -> oneCycle(recipe, epochs, step, Annealing.LINEAR);
          case ONE_CYCLE_COSINE -> oneCycle(recipe, epochs, step, Annealing.COSINE);
          case TRIANGULAR -> new Triangular(lowest, lr, recipe.period());
        };
    return (perEpoch ? schedule.perEpoch() : schedule).warmedUp(recipe.warmup());
  }

  private static Schedule oneCycle(Recipe recipe, double epochs, double step, Annealing annealing) {
    return new OneCycle(
        recipe.lr(),
        epochs,
        recipe.rise(),
        recipe.startLr() > 0 ? recipe.lr() / recipe.startLr() : ONE_CYCLE_START,
        recipe.minLr(),
        annealing,
        step < epochs ? step : 0); // a single step would have the lowest rate
  }
}
