package fovea.lab.report.questions;

import fovea.lab.ladder.Sweep;
import fovea.recipe.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Question 16: the learning rate and the size of mini-batches. */
final class Rates {

  private static final Set<String> KEYS = Set.of("lr", "batch_size");
  private static final int EPOCHS = 10;
  private static final int CELLS = 12;

  private Rates() {}

  static void sweep(Findings findings, Evidence evidence) {
    noise(findings, evidence);
    List<SeedGroup> cells = cells(evidence);
    if (cells.isEmpty()) {
      findings.missing(
          "sweep",
          "fovea lab sweep baseline --lr 0.01,0.03,0.1,0.3 --batch-size 32,128,512 --epochs 10"
              + " --out "
              + evidence.out("rates"),
          evidence.cifarEpochs(EPOCHS * CELLS));
      return;
    }
    List<String> folders = cells.stream().flatMap(cell -> cell.folders().stream()).toList();
    List<Double> rates = distinct(cells, Recipe::lr);
    List<Integer> batches = distinct(cells, Recipe::batchSize);
    findings.figure(
        "sweep",
        folders,
        Sweep.figure(
            new Sweep.Axis(
                evidence.texts().text("q16.rate"),
                rates.stream().map(evidence.texts()::brief).toList()),
            new Sweep.Axis(
                evidence.texts().text("q16.batch"), batches.stream().map(String::valueOf).toList()),
            batches.stream()
                .flatMap(batch -> rates.stream().map(rate -> accuracy(cells, rate, batch)))
                .toList(),
            evidence.texts("ladder.comparison")),
        String.valueOf(cells.get(0).recipe().epochs()));
    bestRates(findings, evidence, cells, folders, batches); // beside the figure, in print
    describe(findings, evidence, cells, folders);
  }

  /** How far the gradients of small and of larger mini-batches scatter. */
  private static void noise(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = evidence.best(FoundRun::plain);
    Optional<Map<String, Double>> numbers = run.flatMap(evidence::gradients);
    if (numbers.isPresent()) {
      Wording words = evidence.words();
      String batch = words.number(numbers.get().get("batch"), 0);
      String noise = words.number(numbers.get().get("noise"), 2);
      String four = words.number(4 * numbers.get().get("batch"), 0);
      String noiseOfFour = words.number(numbers.get().get("noiseOfFour"), 2);
      findings.state(
          "noise",
          List.of(run.orElseThrow().folder()),
          batch,
          noise,
          four,
          noiseOfFour,
          words.number(numbers.get().get("images"), 0));
      findings.value("noise", noise);
      findings.value("noiseBatch", batch);
      findings.value("noiseOfFour", noiseOfFour);
      findings.value("noiseFour", four);
    }
  }

  /** The largest family that has several rates, several sizes, or both. */
  private static List<SeedGroup> cells(Evidence evidence) {
    return evidence.runs().families(KEYS, FoundRun::ofTheLab).stream()
        .filter(family -> family.stream().anyMatch(SeedGroup::hasResult))
        .findFirst()
        .orElse(List.of());
  }

  private static <T extends Comparable<T>> List<T> distinct(
      List<SeedGroup> cells, Function<Recipe, T> value) {
    return cells.stream().map(SeedGroup::recipe).map(value).distinct().sorted().toList();
  }

  private static double accuracy(List<SeedGroup> cells, double rate, int batch) {
    return cells.stream()
        .filter(cell -> cell.recipe().lr() == rate && cell.recipe().batchSize() == batch)
        .findFirst()
        .map(Rates::accuracy)
        .orElse(Double.NaN);
  }

  private static double accuracy(SeedGroup cell) {
    return cell.group().testAccuracy().mean();
  }

  private static void describe(
      Findings findings, Evidence evidence, List<SeedGroup> cells, List<String> folders) {
    Wording words = evidence.words();
    List<SeedGroup> sorted =
        cells.stream().sorted(Comparator.comparingDouble(Rates::accuracy)).toList();
    SeedGroup worst = sorted.get(0);
    SeedGroup best = sorted.get(sorted.size() - 1);
    findings.state(
        "cells",
        folders,
        evidence.texts().brief(best.recipe().lr()),
        words.count(best.recipe().batchSize()),
        words.percent(accuracy(best)),
        evidence.texts().brief(worst.recipe().lr()),
        words.count(worst.recipe().batchSize()),
        words.percent(accuracy(worst)));
    findings.value("bestRate", evidence.texts().brief(best.recipe().lr()));
    findings.value("bestBatch", words.count(best.recipe().batchSize()));
    findings.value("best", words.percent(accuracy(best)));
    findings.value("worstRate", evidence.texts().brief(worst.recipe().lr()));
    findings.value("worstBatch", words.count(worst.recipe().batchSize()));
    findings.value("worst", words.percent(accuracy(worst)));
    int diverged = cells.stream().mapToInt(cell -> cell.group().diverged()).sum();
    if (diverged > 0) {
      findings.value("diverged", words.count(diverged));
    }
  }

  /** For each size of mini-batches, the steps of an epoch and the best rate. */
  private static void bestRates(
      Findings findings,
      Evidence evidence,
      List<SeedGroup> cells,
      List<String> folders,
      List<Integer> batches) {
    Wording words = evidence.words();
    int images = cells.get(0).first().info().trainImages();
    List<List<String>> rows = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int batch : batches) {
      Optional<SeedGroup> best =
          cells.stream()
              .filter(cell -> cell.recipe().batchSize() == batch)
              .max(Comparator.comparingDouble(Rates::accuracy));
      best.ifPresent(
          cell -> {
            rates.add(cell.recipe().lr());
            rows.add(
                List.of(
                    words.count(batch),
                    words.count((images + batch - 1) / batch),
                    evidence.texts().brief(cell.recipe().lr()),
                    words.percent(accuracy(cell)),
                    words.number(cell.group().secondsPerEpoch().mean(), 1)));
          });
    }
    findings.table("batches", folders, evidence.texts().list("q16.columns"), rows);
    findings.value("grows", rates.size() > 1 && rates.get(0) < rates.get(rates.size() - 1));
  }
}
