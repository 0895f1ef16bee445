package fovea.lab.report.questions;

import fovea.recipe.OptimizerKind;
import fovea.recipe.Recipe;
import fovea.recipe.ScheduleKind;
import fovea.run.History;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Questions 26 to 28: how the optimiser descends. */
final class Descending {

  private static final int EPOCHS = 30;
  private static final int SEEDS = 3;

  private static final Set<String> OPTIMIZERS =
      Set.of(
          "optimizer",
          "momentum",
          "nesterov",
          "lr",
          "weight_decay",
          "decoupled",
          "beta1",
          "beta2",
          "alpha",
          "epsilon",
          "rest_lr",
          "keep_norm",
          "shift_lr");
  private static final Set<String> SCHEDULES =
      Set.of(
          "schedule",
          "gamma",
          "period",
          "milestones",
          "schedule_per",
          "min_lr",
          "warmup",
          "rise",
          "start_lr");

  private Descending() {}

  private static Set<String> both() {
    Set<String> keys = new HashSet<>(Technique.MOMENTUM.keys());
    keys.addAll(Technique.DECAY.keys());
    return keys;
  }

  private static boolean plainDescent(Recipe recipe) {
    return recipe.optimizer() == OptimizerKind.SGD
        && !Technique.MOMENTUM.in(recipe)
        && !Technique.DECAY.in(recipe);
  }

  private static Optional<Pair> pair(Evidence evidence) {
    return evidence
        .runs()
        .pair(
            Technique.MOMENTUM,
            both(),
            Descending::plainDescent,
            recipe ->
                Technique.MOMENTUM.in(recipe) && recipe.schedule() == ScheduleKind.EXPONENTIAL);
  }

  static void momentumAndDecay(Findings findings, Evidence evidence) {
    Optional<Pair> pair = pair(evidence);
    if (pair.isEmpty()) {
      findings.missing(
          "pair",
          "fovea lab run sheet --seeds 3 --out " + evidence.out("sheet"),
          evidence.cifarEpochs(6 * SEEDS * EPOCHS));
    } else {
      Comparisons.pair(findings, evidence, pair.get());
    }
    apart(
        findings,
        evidence,
        "momentum",
        recipe -> Technique.MOMENTUM.in(recipe) && !Technique.DECAY.in(recipe),
        "--momentum 0.9 --lr 0.02");
    apart(
        findings,
        evidence,
        "decay",
        recipe -> !Technique.MOMENTUM.in(recipe) && recipe.schedule() == ScheduleKind.EXPONENTIAL,
        "--schedule exponential --gamma 0.95");
  }

  /** States what one of the two does alone. */
  private static void apart(
      Findings findings, Evidence evidence, String name, Predicate<Recipe> with, String flags) {
    Wording words = evidence.words();
    Optional<Pair> alone =
        evidence.runs().pair(Technique.MOMENTUM, both(), Descending::plainDescent, with);
    if (alone.isEmpty()) {
      findings.missing(
          name,
          "fovea train baseline --normalize channel --augment crop,flip %s --out %s"
              .formatted(flags, evidence.out(name + "-alone")),
          evidence.cifarEpochs(EPOCHS));
      return;
    }
    String accuracy = words.percent(alone.get().with().group().testAccuracy());
    String difference = words.points(alone.get().difference());
    String spread = words.number(100 * alone.get().with().group().lateSpread().mean(), 2);
    findings.state(name, alone.get().folders(), accuracy, difference, spread);
    findings.value(name, true);
    findings.value(name + "Accuracy", accuracy);
    findings.value(name + "Difference", difference);
  }

  static void steadiness(Findings findings, Evidence evidence) {
    Optional<Pair> pair = pair(evidence);
    if (pair.isEmpty() || pair.get().with().first().history().epochs().size() < 3) {
      findings.missing(
          "changes",
          "fovea lab run sheet --seeds 3 --out " + evidence.out("sheet"),
          evidence.cifarEpochs(6 * SEEDS * EPOCHS));
      return;
    }
    Wording words = evidence.words();
    List<String> names = evidence.texts().list("q27.rows");
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(names.get(0), pair.get().without(), evidence));
    rows.add(row(names.get(1), pair.get().with(), evidence));
    findings.table("changes", pair.get().folders(), evidence.texts().list("q27.columns"), rows);
    Recipe recipe = pair.get().with().recipe();
    findings.value("factor", words.number(1 / (1 - recipe.momentum()), 0));
    findings.value("momentum", evidence.texts().brief(recipe.momentum()));
    findings.value("lastRate", rate(lastRate(recipe), evidence));
    findings.value("firstRate", evidence.texts().brief(recipe.lr()));
    findings.value("late", words.number(100 * change(pair.get().with(), false), 2));
    findings.value("lateWithout", words.number(100 * change(pair.get().without(), false), 2));
    findings.value("early", words.number(100 * change(pair.get().with(), true), 2));
  }

  /** How unlike the gradients of the layers are, which some optimisers even out. */
  private static void magnitudes(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = evidence.best(FoundRun::plain);
    List<Map.Entry<String, Double>> sorted =
        run.flatMap(evidence::gradients).orElse(Map.of()).entrySet().stream()
            .filter(each -> each.getKey().endsWith(".weight"))
            .sorted(Map.Entry.comparingByValue())
            .toList();
    if (sorted.size() > 1) {
      Wording words = evidence.words();
      Map.Entry<String, Double> low = sorted.get(0);
      Map.Entry<String, Double> high = sorted.get(sorted.size() - 1);
      String ratio = words.number(high.getValue() / low.getValue(), 1);
      findings.state(
          "magnitudes",
          List.of(run.orElseThrow().folder()),
          "`" + high.getKey() + "`",
          "`" + low.getKey() + "`",
          ratio);
      findings.value("ratio", ratio);
    }
  }

  private static List<String> row(String name, SeedGroup group, Evidence evidence) {
    Wording words = evidence.words();
    Recipe recipe = group.recipe();
    return List.of(
        name,
        evidence.texts().brief(recipe.lr()),
        rate(lastRate(recipe), evidence),
        words.number(100 * change(group, true), 2),
        words.number(100 * change(group, false), 2));
  }

  private static String rate(double value, Evidence evidence) {
    return evidence.texts().brief(new BigDecimal(value, new MathContext(2)).doubleValue());
  }

  /** The learning rate of the last epoch, for constant and exponential schedules. */
  private static double lastRate(Recipe recipe) {
    return recipe.schedule() == ScheduleKind.EXPONENTIAL
        ? recipe.lr() * Math.pow(recipe.gamma(), recipe.epochs() - 1.0)
        : recipe.lr();
  }

  /** The mean change of the test accuracy from epoch to epoch, in the first or the last third. */
  private static double change(SeedGroup group, boolean early) {
    return group.runs().stream()
        .filter(FoundRun::hasResult)
        .mapToDouble(run -> change(run.history().epochs(), early))
        .average()
        .orElse(Double.NaN);
  }

  private static double change(List<History.Epoch> epochs, boolean early) {
    int third = Math.max(1, (epochs.size() - 1) / 3);
    int from = early ? 1 : epochs.size() - third;
    double sum = 0;
    for (int i = from; i < from + third; i++) {
      sum += Math.abs(epochs.get(i).testAccuracy() - epochs.get(i - 1).testAccuracy());
    }
    return sum / third;
  }

  static void others(Findings findings, Evidence evidence) {
    magnitudes(findings, evidence);
    Optional<List<SeedGroup>> optimizers =
        Comparisons.alternatives(evidence, OPTIMIZERS, Recipe::optimizer, 3);
    if (optimizers.isPresent()) {
      Comparisons.family(findings, evidence, "optimisers", optimizers.get(), OPTIMIZERS);
    } else {
      findings.missing(
          "optimisers",
          "fovea lab run optimisers --epochs 10 --seeds 1 --out " + evidence.out("optimisers"),
          evidence.cifarEpochs(9 * 10));
    }
    Optional<List<SeedGroup>> schedules =
        Comparisons.alternatives(evidence, SCHEDULES, Recipe::schedule, 3);
    if (schedules.isPresent()) {
      Comparisons.family(findings, evidence, "schedules", schedules.get(), SCHEDULES);
    } else {
      findings.missing(
          "schedules",
          "fovea lab run schedules --epochs 10 --seeds 1 --out " + evidence.out("schedules"),
          evidence.cifarEpochs(11 * 10));
    }
  }
}
