package fovea.lab.report.questions;

import fovea.lab.chart.Curves;
import fovea.lab.figure.Figure;
import fovea.nn.Zoo;
import fovea.recipe.ViewKind;
import fovea.run.Diagnosis;
import fovea.run.History;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions 13 to 15, 17 and 18: the first trainings. */
final class FirstRuns {

  private static final int EPOCHS = 30;
  private static final int IMAGES = 1000;

  /** Number of last epochs in which a run is judged to have converged or not. */
  private static final int LAST = 5;

  /** Share of its loss that a run which has converged loses no more in those epochs. */
  private static final double CONVERGED = 0.02;

  private FirstRuns() {}

  static void digits(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    long parameters =
        Zoo.network("lenet5", Zoo.Options.classes(10)).parameterCount(Zoo.input("lenet5"));
    findings.state("network", List.of(), words.count(parameters));
    findings.value("parameters", words.count(parameters));
    Optional<FoundRun> run =
        evidence.runs().longest(each -> each.recipe().dataset().equals("mnist"));
    if (run.isEmpty()) {
      findings.missing(
          "digits",
          "fovea train lenet5-mnist --out " + evidence.out("digits"),
          evidence.mnistEpochs(3));
      return;
    }
    History.Epoch last = run.get().history().last();
    findings.state(
        "digits",
        List.of(run.get().folder()),
        String.valueOf(last.number()),
        words.count(run.get().info().trainImages()),
        words.number(last.trainLoss(), 3),
        words.percent(last.testAccuracy()),
        words.number(
            run.get().history().epochs().stream().mapToDouble(each -> each.seconds()).sum(), 0));
    findings.value("accuracy", words.percent(last.testAccuracy()));
    findings.value("epochs", epochs(last, evidence));
  }

  private static String epochs(History.Epoch last, Evidence evidence) {
    return evidence.texts().text("epochs", String.valueOf(last.number()));
  }

  static void modes(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Optional<FoundRun> run =
        evidence
            .runs()
            .longest(
                each ->
                    each.ofTheLab()
                        && !Double.isNaN(each.history().last().trainEvaluatedLoss())
                        && Technique.DROPOUT.in(each.recipe()))
            .or(
                () ->
                    evidence
                        .runs()
                        .longest(
                            each -> !Double.isNaN(each.history().last().trainEvaluatedLoss())));
    if (run.isEmpty()) {
      findings.missing(
          "modes", "fovea train --out " + evidence.out("everything"), evidence.cifarEpochs(EPOCHS));
      return;
    }
    History.Epoch last = run.get().history().last();
    List<String> names = evidence.texts().list("q14.rows");
    findings.table(
        "modes",
        List.of(run.get().folder()),
        evidence.texts().list("q14.columns"),
        List.of(
            List.of(
                names.get(0),
                words.number(last.trainLoss(), 3),
                words.percent(last.trainAccuracy())),
            List.of(
                names.get(1),
                words.number(last.trainEvaluatedLoss(), 3),
                words.percent(last.trainEvaluatedAccuracy())),
            List.of(
                names.get(2),
                words.number(last.testLoss(), 3),
                words.percent(last.testAccuracy()))),
        String.valueOf(last.number()));
    findings.value("training", words.percent(last.trainAccuracy()));
    findings.value("evaluated", words.percent(last.trainEvaluatedAccuracy()));
    findings.value("test", words.percent(last.testAccuracy()));
    findings.value("naive", words.points(last.trainAccuracy() - last.testAccuracy()));
    findings.value("gap", words.points(last.gap()));
  }

  static void convergence(Findings findings, Evidence evidence) throws IOException {
    Wording words = evidence.words();
    Optional<FoundRun> run = evidence.runs().longest(FoundRun::plain);
    if (run.isEmpty()) {
      findings.missing(
          "curve",
          "fovea train baseline --out " + evidence.out("plain"),
          evidence.cifarEpochs(EPOCHS));
      return;
    }
    List<History.Epoch> epochs = run.get().history().epochs();
    History.Epoch last = epochs.get(epochs.size() - 1);
    History.Epoch before = epochs.get(Math.max(0, epochs.size() - 1 - LAST));
    History.Epoch best = run.get().history().best().orElseThrow();
    double change = (last.trainLoss() - before.trainLoss()) / before.trainLoss();
    findings.state(
        "curve",
        List.of(run.get().folder()),
        String.valueOf(last.number()),
        words.percent(last.testAccuracy()),
        words.percent(best.testAccuracy()),
        String.valueOf(best.number()),
        String.valueOf(last.number() - before.number()),
        words.number(before.trainLoss(), 3),
        words.number(last.trainLoss(), 3),
        words.points(last.testAccuracy() - before.testAccuracy()));
    Optional<Figure> curves = Curves.figure(run.get().run(), evidence.texts("run"));
    curves.ifPresent(
        figure ->
            findings.figure("curves", List.of(run.get().folder()), figure, run.get().folder()));
    findings.value("epochs", epochs(last, evidence));
    findings.value("accuracy", words.percent(last.testAccuracy()));
    findings.value("before", words.number(before.trainLoss(), 3));
    findings.value("after", words.number(last.trainLoss(), 3));
    findings.value("testChange", words.points(last.testAccuracy() - before.testAccuracy()));
    findings.value("falling", change < -CONVERGED);
    findings.value("pastBest", best.number() < last.number() - LAST);
    findings.value("best", String.valueOf(best.number()));
  }

  static void firstLoss(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Optional<FoundRun> run =
        evidence.runs().longest(each -> each.ofTheLab() && each.history().firstLoss().isPresent());
    if (run.isEmpty()) {
      findings.missing(
          "first",
          "fovea train baseline --epochs 1 --out " + evidence.out("first"),
          evidence.cifarEpochs(1));
      return;
    }
    String loss = words.number(run.get().history().firstLoss().getAsDouble(), 3);
    findings.state("first", List.of(run.get().folder()), loss);
    findings.value("loss", loss);
    evidence
        .measureUntrained(
            run.get(),
            "untrained",
            IMAGES,
            (model, images) ->
                Map.of(
                    "accuracy",
                    model.evaluate(images, model.views(ViewKind.NONE)).metrics().accuracy()))
        .ifPresent(
            numbers -> {
              String accuracy = words.percent(numbers.get("accuracy"));
              findings.state(
                  "untrained",
                  List.of(run.get().folder()),
                  words.count(Math.min(IMAGES, run.get().info().testImages())),
                  accuracy);
              findings.value("accuracy", accuracy);
            });
  }

  static void gap(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Optional<FoundRun> run =
        evidence
            .runs()
            .longest(
                each ->
                    each.ofTheLab()
                        && each.history().epochs().size() > 1
                        && List.copyOf(Technique.of(each.recipe()))
                            .equals(List.of(Technique.NORMALISATION)))
            .or(() -> evidence.runs().longest(FoundRun::plain));
    Optional<Diagnosis> diagnosis = run.flatMap(each -> Diagnosis.of(each.history().epochs()));
    if (diagnosis.isEmpty()) {
      findings.missing(
          "gap",
          "fovea train baseline --normalize channel --out " + evidence.out("normalised"),
          evidence.cifarEpochs(EPOCHS));
      return;
    }
    History.Epoch last = diagnosis.get().last();
    History.Epoch lowest = diagnosis.get().lowest();
    List<String> names = evidence.texts().list("q18.rows");
    List<List<String>> rows =
        List.of(row(names.get(0), lowest, words), row(names.get(1), last, words));
    findings.table(
        "gap", List.of(run.orElseThrow().folder()), evidence.texts().list("q18.columns"), rows);
    findings.value("overfits", diagnosis.get().overfits());
    findings.value("early", diagnosis.get().stillLearns());
    findings.value("epoch", String.valueOf(lowest.number()));
    findings.value("lowest", words.number(lowest.testLoss(), 2));
    findings.value("last", words.number(last.testLoss(), 2));
    findings.value("train", words.percent(last.trainEvaluatedAccuracy()));
    findings.value("test", words.percent(last.testAccuracy()));
    findings.value("gap", words.points(last.gap()));
    findings.value("epochs", String.valueOf(last.number()));
  }

  private static List<String> row(String name, History.Epoch epoch, Wording words) {
    return List.of(
        name,
        String.valueOf(epoch.number()),
        words.number(epoch.trainEvaluatedLoss(), 3),
        words.number(epoch.testLoss(), 3),
        words.percent(epoch.trainEvaluatedAccuracy()),
        words.percent(epoch.testAccuracy()),
        words.points(epoch.gap()));
  }
}
