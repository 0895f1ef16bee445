package fovea.lab.report.questions;

import fovea.recipe.NormalizationKind;
import fovea.recipe.OptimizerKind;
import fovea.recipe.Recipe;
import fovea.recipe.ScheduleKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A technique of the lab's third part. */
enum Technique {
  NORMALISATION,
  AUGMENTATION,
  MOMENTUM,
  DECAY,
  DROPOUT,
  BATCH_NORM;

  /** Whether a recipe uses it. */
  boolean in(Recipe recipe) {
    return switch (this) {
      case NORMALISATION -> recipe.normalize() != NormalizationKind.NONE;
      case AUGMENTATION -> !recipe.augment().isEmpty();
      case MOMENTUM -> recipe.optimizer() == OptimizerKind.SGD && recipe.momentum() > 0;
      case DECAY -> recipe.schedule() != ScheduleKind.CONSTANT;
      case DROPOUT -> recipe.dropout() > 0;
      case BATCH_NORM -> recipe.batchNorm();
    };
  }

  /** The keys of a recipe that turn it on, and those that are set with them. */
  Set<String> keys() {
    return switch (this) {
      case NORMALISATION -> Set.of("normalize");
      case AUGMENTATION -> Set.of("augment");
      case MOMENTUM -> Set.of("momentum", "nesterov", "lr");
      case DECAY -> Set.of("schedule", "gamma", "period", "milestones", "schedule_per", "lr");
      case DROPOUT -> Set.of("dropout");
      case BATCH_NORM -> Set.of("batch_norm", "batch_norm_place");
    };
  }

  /** The techniques that the lab introduces before this one. */
  Set<Technique> before() {
    Set<Technique> earlier = EnumSet.noneOf(Technique.class);
    Arrays.stream(values()).filter(each -> each.compareTo(this) < 0).forEach(earlier::add);
    return earlier;
  }

  /** The techniques that a recipe uses. */
  static Set<Technique> of(Recipe recipe) {
    Set<Technique> used = EnumSet.noneOf(Technique.class);
    Arrays.stream(values()).filter(each -> each.in(recipe)).forEach(used::add);
    return used;
  }
}
