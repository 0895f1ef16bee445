package fovea.recipe;

import fovea.nn.Zoo;

/**
 * Checks that the values of a recipe are consistent with each other, as far as this is possible
 * without its images.
 */
final class RecipeRules {

  private RecipeRules() {}

  /**
   * Checks the consistency of a recipe's values.
   *
   * @throws RecipeException if some are not consistent; the message names them
   */
  static void check(Recipe recipe) {
    Durations.parse(recipe.maxTime());
    if (recipe.network().isEmpty() && !Zoo.names().contains(recipe.model())) {
      throw NetworkSource.unknown(recipe.model());
    }
    checkSchedule(recipe);
    checkResizing(recipe);
    checkPretrained(recipe);
    checkNormalization(recipe);
    if (recipe.nesterov() && recipe.momentum() == 0) {
      throw new RecipeException("nesterov is true: it needs a momentum above 0");
    }
  }

  private static void checkPretrained(Recipe recipe) {
    if (recipe.normalize() == NormalizationKind.PRETRAINED && recipe.initFile().isEmpty()) {
      throw new RecipeException(
          "normalize is pretrained: it needs init, the file or the run whose weights are taken");
    }
  }

  private static void checkSchedule(Recipe recipe) {
    if (recipe.minLr() > recipe.lr()) {
      throw new RecipeException(
          "min_lr is %s: it must be at most lr, %s".formatted(recipe.minLr(), recipe.lr()));
    }
    if (recipe.startLr() > recipe.lr()) {
      throw new RecipeException(
          "start_lr is %s: it must be at most lr, %s".formatted(recipe.startLr(), recipe.lr()));
    }
    if (recipe.warmup() >= recipe.epochs()) {
      throw new RecipeException(
          "warmup is %s: it must be below epochs, %s".formatted(recipe.warmup(), recipe.epochs()));
    }
    if (recipe.schedule() == ScheduleKind.MULTI_STEP && recipe.milestones().isEmpty()) {
      throw new RecipeException("schedule is multi-step: it needs milestones, such as 10,20");
    }
  }

  private static void checkResizing(Recipe recipe) {
    long resized = recipe.resizedEpochs().stream().mapToLong(ResizedEpochs::epochs).sum();
    if (resized >= recipe.epochs()) {
      throw new RecipeException(
          "epochs is %s: progressive_resizing takes %s; leave at least one for images of full size"
              .formatted(recipe.epochs(), resized));
    }
    if (resized > 0 && (recipe.patience() > 0 || recipe.schedule() == ScheduleKind.PLATEAU)) {
      throw new RecipeException(
          "progressive_resizing: %s compares the accuracies of epochs, which images of other sizes"
                  .formatted(recipe.patience() > 0 ? "patience" : "schedule plateau")
              + " change too; leave out one of them");
    }
  }

  private static void checkNormalization(Recipe recipe) {
    if (recipe.normalize() == NormalizationKind.GIVEN) {
      if (recipe.mean().isEmpty() || recipe.mean().size() != recipe.deviation().size()) {
        throw new RecipeException(
            "normalize is given: it needs mean and deviation, a number a channel each, such as"
                + " --mean 0.49,0.48,0.45 --deviation 0.25,0.24,0.26");
      }
      if (!recipe.deviation().stream().allMatch(each -> each > 0)) {
        throw new RecipeException(
            "deviation is %s: each must be above 0".formatted(recipe.deviation()));
      }
    } else if (!recipe.mean().isEmpty() || !recipe.deviation().isEmpty()) {
      throw new RecipeException("mean and deviation are given: they need normalize: given");
    }
  }
}
