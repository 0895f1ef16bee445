package fovea.lab.report.questions;

import fovea.data.ImageSet;
import fovea.lab.measure.DropoutRates;
import fovea.lab.measure.DropoutScaling;
import fovea.lab.measure.ThinnedNetworks;
import fovea.recipe.Recipe;
import fovea.trained.TrainedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Questions 29 to 34: dropout, regularisation and batch normalisation. */
final class Regularising {

  private static final int EPOCHS = 30;
  private static final int SEEDS = 3;
  private static final int THINNED = 250;

  /** Steps of the sheet. */
  private static final int AUGMENTATION = 2;

  private static final int DROPOUT = 4;
  private static final int SCALED = 100;

  private static final Set<String> REGULARISERS =
      Set.of("weight_decay", "dropout", "channel_dropout", "label_smoothing", "ema", "lookahead");

  private Regularising() {}

  private static void sheet(Findings findings, Evidence evidence) {
    findings.missing(
        "pair",
        "fovea lab run sheet --seeds 3 --out " + evidence.out("sheet"),
        evidence.cifarEpochs(6 * SEEDS * EPOCHS));
  }

  static void dropout(Findings findings, Evidence evidence) {
    Optional<Pair> pair =
        evidence
            .runs()
            .pair(
                Technique.DROPOUT,
                Technique.DROPOUT.keys(),
                recipe -> !Technique.DROPOUT.in(recipe),
                recipe -> recipe.dropout() == 0.5)
            .or(
                () ->
                    evidence
                        .runs()
                        .pair(
                            Technique.DROPOUT,
                            Technique.DROPOUT.keys(),
                            recipe -> !Technique.DROPOUT.in(recipe),
                            Technique.DROPOUT::in));
    if (pair.isPresent()) {
      Comparisons.pair(findings, evidence, pair.get());
    } else {
      sheet(findings, evidence);
    }
  }

  static void others(Findings findings, Evidence evidence) {
    Steps.of(evidence.runs()).ifPresent(steps -> gaps(findings, evidence, steps));
    Optional<List<SeedGroup>> family =
        Comparisons.alternatives(
            evidence,
            REGULARISERS,
            recipe ->
                List.of(
                    recipe.weightDecay(),
                    recipe.dropout() > 0,
                    recipe.channelDropout(),
                    recipe.labelSmoothing(),
                    recipe.ema()),
            3);
    if (family.isPresent()) {
      Comparisons.family(findings, evidence, "kinds", family.get(), REGULARISERS);
    } else {
      findings.missing(
          "kinds",
          "fovea lab run regularisations --epochs 10 --seeds 1 --out "
              + evidence.out("regularisations"),
          evidence.cifarEpochs(6 * 10));
    }
  }

  /** What augmentation and dropout did to the gap, and to the test accuracy. */
  private static void gaps(Findings findings, Evidence evidence, Steps steps) {
    gap(findings, evidence, "augmentation", steps, AUGMENTATION);
    gap(findings, evidence, "dropout", steps, DROPOUT);
  }

  private static void gap(
      Findings findings, Evidence evidence, String name, Steps steps, int step) {
    SeedGroup without = steps.groups().get(step - 1);
    SeedGroup with = steps.groups().get(step);
    if (without != null && with != null) {
      Wording words = evidence.words();
      findings.state(
          name,
          Stream.of(without, with).flatMap(each -> each.folders().stream()).toList(),
          words.points(without.group().gap().mean()),
          words.points(with.group().gap().mean()),
          words.percent(without.group().testAccuracy().mean()),
          words.percent(with.group().testAccuracy().mean()));
    }
  }

  /** A run with dropout; rather one without batch normalisation, which also depends on the mode. */
  private static Optional<FoundRun> dropoutRun(Evidence evidence) {
    return evidence
        .best(run -> run.ofTheLab() && run.recipe().dropout() > 0 && !run.recipe().batchNorm())
        .or(() -> evidence.best(run -> run.ofTheLab() && run.recipe().dropout() > 0));
  }

  private static void missingDropout(Findings findings, Evidence evidence, String name) {
    findings.missing(
        name,
        "fovea train baseline --normalize channel --augment crop,flip --momentum 0.9 --lr 0.02"
            + " --schedule exponential --gamma 0.95 --dropout 0.5 --out "
            + evidence.out("dropout"),
        evidence.cifarEpochs(EPOCHS));
  }

  static void ensemble(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = dropoutRun(evidence);
    Optional<Map<String, Double>> numbers =
        run.flatMap(
            each -> evidence.measureInTraining(each, "thinned", THINNED, Regularising::thinned));
    if (numbers.isEmpty()) {
      missingDropout(findings, evidence, "thinned");
      return;
    }
    Wording words = evidence.words();
    String networks = words.number(numbers.get().get("networks"), 0);
    String single = words.percent(numbers.get().get("single"));
    String averaged = words.percent(numbers.get().get("averaged"));
    String whole = words.percent(numbers.get().get("whole"));
    findings.state(
        "thinned",
        List.of(run.orElseThrow().folder()),
        words.number(numbers.get().get("images"), 0),
        networks,
        single,
        averaged,
        whole);
    findings.value("networks", networks);
    findings.value("single", single);
    findings.value("averaged", averaged);
    findings.value("whole", whole);
    findings.value("rate", evidence.texts().brief(run.orElseThrow().recipe().dropout()));
  }

  private static Map<String, Double> thinned(TrainedModel model, ImageSet images) {
    ThinnedNetworks networks = ThinnedNetworks.of(model, images);
    return Map.of(
        "images", (double) networks.images(),
        "networks", (double) networks.networks(),
        "single", networks.single(),
        "averaged", networks.averaged(),
        "whole", networks.whole());
  }

  /** How many images a network recognises with ever more of it left out. */
  private static void active(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = dropoutRun(evidence);
    Optional<Map<String, Double>> numbers =
        run.flatMap(
            each -> evidence.measureInTraining(each, "rates", THINNED, Regularising::rates));
    if (numbers.isPresent()) {
      Wording words = evidence.words();
      List<String> header = new ArrayList<>(List.of(evidence.texts().text("q32.rate")));
      List<String> row = new ArrayList<>(List.of(evidence.texts().text("accuracy")));
      numbers
          .get()
          .forEach(
              (rate, accuracy) -> {
                header.add(evidence.texts().brief(Double.parseDouble(rate)));
                row.add(words.percent(accuracy));
              });
      findings.table(
          "active",
          List.of(run.orElseThrow().folder()),
          header,
          List.of(row),
          evidence.texts().brief(run.orElseThrow().recipe().dropout()),
          words.count(Math.min(THINNED, run.orElseThrow().info().testImages())));
    }
  }

  private static Map<String, Double> rates(TrainedModel model, ImageSet images) {
    Map<String, Double> numbers = new TreeMap<>();
    DropoutRates.of(model, images)
        .accuracies()
        .forEach((rate, accuracy) -> numbers.put(String.valueOf(rate), accuracy));
    return numbers;
  }

  static void rates(Findings findings, Evidence evidence) {
    active(findings, evidence);
    Optional<List<SeedGroup>> family =
        Comparisons.alternatives(evidence, Technique.DROPOUT.keys(), Recipe::dropout, 3);
    if (family.isEmpty()) {
      findings.missing(
          "rates",
          "fovea lab run dropout-rates --epochs 10 --seeds 1 --out "
              + evidence.out("dropout-rates"),
          evidence.cifarEpochs(5 * 10));
      return;
    }
    Wording words = evidence.words();
    List<SeedGroup> sorted =
        family.get().stream()
            .sorted(Comparator.comparingDouble((SeedGroup each) -> each.recipe().dropout()))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (SeedGroup each : sorted) {
      rows.add(
          List.of(
              evidence.texts().brief(each.recipe().dropout()),
              words.count(each.group().runs().size()),
              words.percent(trainAccuracy(each)),
              words.percent(each.group().testAccuracy()),
              words.points(each.group().gap().mean())));
    }
    findings.table(
        "rates",
        sorted.stream().flatMap(each -> each.folders().stream()).toList(),
        evidence.texts().list("q32.columns"),
        rows);
    SeedGroup best =
        sorted.stream()
            .max(Comparator.comparingDouble(each -> each.group().testAccuracy().mean()))
            .orElseThrow();
    SeedGroup low = sorted.get(0);
    SeedGroup high = sorted.get(sorted.size() - 1);
    findings.value("best", evidence.texts().brief(best.recipe().dropout()));
    findings.value("bestAccuracy", words.percent(best.group().testAccuracy()));
    findings.value("low", evidence.texts().brief(low.recipe().dropout()));
    findings.value("lowGap", words.points(low.group().gap().mean()));
    findings.value("lowTrain", words.percent(trainAccuracy(low)));
    findings.value("high", evidence.texts().brief(high.recipe().dropout()));
    findings.value("highGap", words.points(high.group().gap().mean()));
    findings.value("highTrain", words.percent(trainAccuracy(high)));
  }

  private static double trainAccuracy(SeedGroup group) {
    return group.group().testAccuracy().mean() + group.group().gap().mean();
  }

  static void scaling(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = dropoutRun(evidence);
    Optional<Map<String, Double>> numbers =
        run.flatMap(each -> evidence.measure(each, "scaling", SCALED, Regularising::scaled));
    if (numbers.isEmpty()) {
      missingDropout(findings, evidence, "scaling");
      return;
    }
    Wording words = evidence.words();
    Map<String, Double> found = numbers.get();
    String rate = evidence.texts().brief(run.orElseThrow().recipe().dropout());
    findings.table(
        "scaling",
        List.of(run.orElseThrow().folder()),
        evidence.texts().list("q33.columns"),
        List.of(
            List.of(
                evidence.texts().text("q33.training"),
                words.percent(found.get("zeroed")),
                words.number(found.get("factor"), 3),
                words.number(found.get("before"), 4),
                words.number(found.get("training"), 4)),
            List.of(
                evidence.texts().text("q33.evaluation"),
                words.percent(0),
                words.number(found.get("evaluation") / found.get("before"), 3),
                words.number(found.get("before"), 4),
                words.number(found.get("evaluation"), 4))),
        rate,
        words.number(found.get("values"), 0));
    findings.value("rate", rate);
    findings.value("zeroed", words.percent(found.get("zeroed")));
    findings.value("factor", words.number(found.get("factor"), 2));
    findings.value("before", words.number(found.get("before"), 4));
    findings.value("after", words.number(found.get("training"), 4));
  }

  private static Map<String, Double> scaled(TrainedModel model, ImageSet images) {
    DropoutScaling scaling = DropoutScaling.of(model, images);
    return Map.of(
        "values", (double) scaling.values(),
        "zeroed", scaling.zeroed(),
        "factor", scaling.factor(),
        "before", scaling.before(),
        "training", scaling.training(),
        "evaluation", scaling.evaluation());
  }

  static void batchNorm(Findings findings, Evidence evidence) {
    Optional<Pair> pair =
        evidence
            .runs()
            .pair(
                Technique.BATCH_NORM,
                Technique.BATCH_NORM.keys(),
                recipe -> !recipe.batchNorm(),
                recipe -> recipe.batchNorm() && recipe.batchNormPlace().equals("before"));
    if (pair.isEmpty()) {
      sheet(findings, evidence);
      return;
    }
    Comparisons.pair(findings, evidence, pair.get());
    findings.state(
        "first",
        pair.get().folders(),
        Comparisons.first(pair.get().without(), evidence.words()),
        Comparisons.first(pair.get().with(), evidence.words()));
    Steps.of(evidence.runs()).ifPresent(steps -> steps.show(findings, evidence));
  }
}
