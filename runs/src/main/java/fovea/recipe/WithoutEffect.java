package fovea.recipe;

import static fovea.recipe.OptimizerKind.ADAGRAD;
import static fovea.recipe.OptimizerKind.ADAM;
import static fovea.recipe.OptimizerKind.ADAMW;
import static fovea.recipe.OptimizerKind.LION;
import static fovea.recipe.OptimizerKind.MUON;
import static fovea.recipe.OptimizerKind.RMSPROP;
import static fovea.recipe.OptimizerKind.SGD;
import static fovea.recipe.ScheduleKind.CONSTANT;
import static fovea.recipe.ScheduleKind.COSINE_RESTARTS;
import static fovea.recipe.ScheduleKind.EXPONENTIAL;
import static fovea.recipe.ScheduleKind.MULTI_STEP;
import static fovea.recipe.ScheduleKind.ONE_CYCLE;
import static fovea.recipe.ScheduleKind.ONE_CYCLE_COSINE;
import static fovea.recipe.ScheduleKind.PLATEAU;
import static fovea.recipe.ScheduleKind.STEP;
import static fovea.recipe.ScheduleKind.TRIANGULAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds values of a recipe that change nothing, because of the values of other keys. */
final class WithoutEffect {

  /**
   * What keys depend on.
   *
   * @param cause the key that decides
   * @param effective whether the keys have an effect
   * @param keys the keys
   */
  private record Rule(String cause, Predicate<Recipe> effective, List<String> keys) {}

  private static final List<Rule> RULES =
      List.of(
          optimizers(List.of(SGD, RMSPROP, MUON), "momentum"),
          optimizers(List.of(SGD), "nesterov"),
          optimizers(List.of(ADAM, ADAMW, LION), "beta1", "beta2"),
          optimizers(List.of(RMSPROP), "alpha"),
          optimizers(List.of(ADAM, ADAMW, RMSPROP, ADAGRAD), "epsilon"),
          optimizers(List.of(MUON), "rest_lr", "keep_norm"),
          new Rule(
              "weight_decay",
              recipe -> recipe.weightDecay() > 0,
              List.of("decoupled", "decay_biases")),
          schedules(List.of(EXPONENTIAL, STEP, MULTI_STEP, PLATEAU), "gamma"),
          schedules(List.of(STEP, COSINE_RESTARTS, TRIANGULAR, PLATEAU), "period"),
          schedules(List.of(MULTI_STEP), "milestones"),
          schedules(List.of(ONE_CYCLE, ONE_CYCLE_COSINE), "rise"),
          new Rule(
              "schedule",
              recipe ->
                  !List.of(CONSTANT, EXPONENTIAL, STEP, MULTI_STEP).contains(recipe.schedule()),
              List.of("min_lr")),
          new Rule(
              "normalize",
              recipe -> recipe.normalize().whitens(),
              List.of("whitening_epsilon", "whitening_sample")),
          new Rule("batch_norm", Recipe::batchNorm, List.of("batch_norm_place")));

  private WithoutEffect() {}

  private static Rule optimizers(List<OptimizerKind> effective, String... keys) {
    return new Rule(
        "optimizer", recipe -> effective.contains(recipe.optimizer()), Arrays.asList(keys));
  }

  private static Rule schedules(List<ScheduleKind> effective, String... keys) {
    return new Rule(
        "schedule", recipe -> effective.contains(recipe.schedule()), Arrays.asList(keys));
  }

  /**
   * Describes given values that are not the defaults and change nothing; empty if there are none.
   *
   * @param given the keys that the user has given
   */
  static String describe(Recipe recipe, Set<String> given) {
    List<String> changed = RecipeReader.differences(recipe, RecipeReader.defaults());
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (Rule rule : RULES) {
      for (String key : rule.keys()) {
        if (given.contains(key) && changed.contains(key) && !rule.effective().test(recipe)) {
          keys.computeIfAbsent(rule.cause(), cause -> new ArrayList<>()).add(key);
        }
      }
    }
    return keys.entrySet().stream()
        .map(
            entry ->
                "%s (%s is %s)"
                    .formatted(
                        String.join(", ", entry.getValue()),
                        entry.getKey(),
                        RecipeReader.values(recipe).get(entry.getKey()).asText()))
        .collect(Collectors.joining(", "));
  }
}
