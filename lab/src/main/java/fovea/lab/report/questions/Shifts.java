package fovea.lab.report.questions;

import fovea.lab.measure.ShiftInvariance;
import fovea.lab.understand.LayerArithmetic;
import fovea.nn.Layers;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Question 3: what pooling is for. */
final class Shifts {

  private static final int IMAGES = 200;
  private static final int FARTHEST = 4;

  private Shifts() {}

  static void pooling(Findings findings, Evidence evidence) {
    cost(findings, evidence);
    Optional<FoundRun> run = evidence.best(each -> each.recipe().dataset().startsWith("cifar10"));
    Optional<Map<String, Double>> numbers =
        run.flatMap(
            each ->
                evidence.measure(
                    each,
                    "shifts",
                    IMAGES,
                    (model, images) -> measured(ShiftInvariance.of(model, images))));
    if (numbers.isEmpty()) {
      findings.missing(
          "shifts",
          "fovea train baseline --normalize channel --out " + evidence.out("normalised"),
          evidence.cifarEpochs(30));
      return;
    }
    shifts(findings, evidence, run.orElseThrow(), numbers.get());
  }

  private static Map<String, Double> measured(ShiftInvariance invariance) {
    Map<String, Double> numbers = new TreeMap<>();
    for (ShiftInvariance.Shift shift : invariance.shifts()) {
      numbers.put("same" + shift.pixels(), shift.sameAnswers());
      numbers.put("before" + shift.pixels(), shift.before());
      numbers.put("pooled" + shift.pixels(), shift.pooled());
      numbers.put("subsampled" + shift.pixels(), shift.subsampled());
    }
    return numbers;
  }

  private static void shifts(
      Findings findings, Evidence evidence, FoundRun run, Map<String, Double> numbers) {
    Wording words = evidence.words();
    List<List<String>> rows = new ArrayList<>();
    for (int pixels = 1; pixels <= FARTHEST; pixels++) {
      rows.add(
          List.of(
              String.valueOf(pixels),
              words.percent(numbers.get("same" + pixels)),
              words.number(numbers.get("before" + pixels), 2),
              words.number(numbers.get("pooled" + pixels), 2),
              words.number(numbers.get("subsampled" + pixels), 2)));
    }
    findings.table(
        "shifts",
        List.of(run.folder()),
        evidence.texts().list("q3.columns"),
        rows,
        words.count(Math.min(IMAGES, run.info().testImages())));
    for (String name : List.of("before1", "pooled1", "subsampled1")) {
      findings.value(name, words.number(numbers.get(name), 2));
    }
    findings.value("same1", words.percent(numbers.get("same1")));
    findings.value("same4", words.percent(numbers.get("same4")));
    findings.value("helps", numbers.get("pooled1") > numbers.get("subsampled1"));
  }

  private static void cost(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Shape whole = Shape.image(32, evidence.input().height(), evidence.input().width());
    Shape pooled = Layers.maxPool(2).output(whole);
    long without = LayerArithmetic.of(Layers.conv(64, 5).same(), whole).multiplyAdds();
    long with = LayerArithmetic.of(Layers.conv(64, 5).same(), pooled).multiplyAdds();
    findings.state(
        "cost",
        List.of(),
        words.count(with),
        Windows.size(pooled),
        words.count(without),
        Windows.size(whole));
    findings.value("with", words.count(with));
    findings.value("without", words.count(without));
  }
}
