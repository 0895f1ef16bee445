package fovea.experiment;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.train.Cosine;
import fovea.train.OneCycle;
import fovea.train.Plateau;
import fovea.train.Schedule;
import fovea.train.StepDecay;
import fovea.train.Triangular;
import java.util.List;

/** Makes the schedule that a recipe asks for. */
public final class Schedules {

  public static final List<String> NAMES =
      List.of(
          "constant",
          "exponential",
          "step",
          "multi-step",
          "linear",
          "cosine",
          "cosine-restarts",
          "one-cycle",
          "triangular",
          "plateau");

  /** What one-cycle's peak is divided by for its first rate: PyTorch's {@code div_factor}. */
  private static final double START = 25;

  /** How much longer each period of cosine-restarts is than the one before. */
  private static final double GROWTH = 2;

  private Schedules() {}

  /**
   * Refuses what no schedule can be made of.
   *
   * @throws RecipeException if a value is not allowed together with the others
   */
  public static void check(Recipe recipe) {
    if (recipe.minLr() > recipe.lr()) {
      throw new RecipeException(
          "min_lr is %s: it must be at most lr, %s".formatted(recipe.minLr(), recipe.lr()));
    }
    if (recipe.warmup() >= recipe.epochs()) {
      throw new RecipeException(
          "warmup is %s: it must be below epochs, %d".formatted(recipe.warmup(), recipe.epochs()));
    }
    if (recipe.schedule().equals("multi-step") && recipe.milestones().isEmpty()) {
      throw new RecipeException("schedule is multi-step: it needs milestones, such as 10,20");
    }
  }

  /** What lowers the rate when the test accuracy no longer rises. */
  public static Plateau plateau(Recipe recipe) {
    return recipe.schedule().equals("plateau")
        ? new Plateau(recipe.gamma(), recipe.period(), recipe.minLr())
        : Plateau.NONE;
  }

  public static Schedule of(Recipe recipe) {
    double lr = recipe.lr();
    double lowest = recipe.minLr();
    int epochs = recipe.epochs();
    Schedule schedule =
        switch (recipe.schedule()) {
          case "constant", "plateau" -> Schedule.constant(lr);
          case "exponential" -> Schedule.exponential(lr, recipe.gamma());
          case "step" -> StepDecay.every(lr, recipe.gamma(), recipe.period());
          case "multi-step" ->
              new StepDecay(
                  lr,
                  recipe.gamma(),
                  recipe.milestones().stream().mapToDouble(Integer::doubleValue).toArray());
          case "linear" -> OneCycle.linear(lr, lowest, epochs);
          case "cosine" -> Cosine.once(lr, lowest, epochs);
          case "cosine-restarts" -> new Cosine(lr, lowest, recipe.period(), GROWTH);
          case "one-cycle" -> new OneCycle(lr, epochs, recipe.rise(), START, lowest);
          case "triangular" -> new Triangular(lowest, lr, recipe.period());
          default -> throw new IllegalArgumentException("unknown schedule " + recipe.schedule());
        };
    boolean perEpoch =
        recipe.schedulePer().equals("auto")
            ? recipe.schedule().equals("exponential")
            : recipe.schedulePer().equals("epoch");
    return (perEpoch ? schedule.perEpoch() : schedule).warmedUp(recipe.warmup());
  }
}
