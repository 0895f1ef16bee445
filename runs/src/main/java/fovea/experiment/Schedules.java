package fovea.experiment;

import fovea.recipe.Recipe;
import fovea.recipe.ScheduleKind;
import fovea.train.Cosine;
import fovea.train.OneCycle;
import fovea.train.ReduceOnPlateau;
import fovea.train.Schedule;
import fovea.train.StepDecay;
import fovea.train.Triangular;

/** Creates the learning-rate schedule of a recipe. */
public final class Schedules {

  /** What one-cycle's peak is divided by for its first rate: PyTorch's {@code div_factor}. */
  private static final double START = 25;

  /** How much longer each period of cosine-restarts is than the one before. */
  private static final double GROWTH = 2;

  private Schedules() {}

  /** What lowers the rate when the test accuracy no longer rises. */
  public static ReduceOnPlateau plateau(Recipe recipe) {
    return recipe.schedule() == ScheduleKind.PLATEAU
        ? new ReduceOnPlateau(recipe.gamma(), recipe.period(), recipe.minLr())
        : ReduceOnPlateau.NONE;
  }

  public static Schedule of(Recipe recipe) {
    double lr = recipe.lr();
    double lowest = recipe.minLr();
    int epochs = recipe.epochs();
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
          case COSINE_RESTARTS -> new Cosine(lr, lowest, recipe.period(), GROWTH);
          case ONE_CYCLE -> new OneCycle(lr, epochs, recipe.rise(), START, lowest);
          case TRIANGULAR -> new Triangular(lowest, lr, recipe.period());
        };
    boolean perEpoch =
        recipe.schedulePer().equals("auto")
            ? recipe.schedule() == ScheduleKind.EXPONENTIAL
            : recipe.schedulePer().equals("epoch");
    return (perEpoch ? schedule.perEpoch() : schedule).warmedUp(recipe.warmup());
  }
}
