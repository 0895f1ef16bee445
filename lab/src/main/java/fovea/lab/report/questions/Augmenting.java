package fovea.lab.report.questions;

import fovea.data.ImageSet;
import fovea.data.Pipeline;
import fovea.lab.measure.ImageDamage;
import fovea.recipe.Recipe;
import fovea.recipe.ViewKind;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Questions 22 to 25: augmented images. */
final class Augmenting {

  private static final int EPOCHS = 30;
  private static final int SEEDS = 3;
  private static final int IMAGES = 1000;
  private static final int DAMAGED = 500;
  private static final int KINDS = 16;

  /** Augmentations that test images are changed by, as written in recipes. */
  private static final List<String> CHANGES = List.of("rotate", "jitter", "cutout", "erase:1");

  private Augmenting() {}

  static void cropAndFlip(Findings findings, Evidence evidence) {
    Optional<Pair> pair =
        evidence
            .runs()
            .pair(
                Technique.AUGMENTATION,
                Technique.AUGMENTATION.keys(),
                recipe -> recipe.augment().isEmpty(),
                recipe -> recipe.augment().equals(List.of("crop", "flip")));
    if (pair.isPresent()) {
      Comparisons.pair(findings, evidence, pair.get());
    } else {
      findings.missing(
          "pair",
          "fovea lab run sheet --seeds 3 --out " + evidence.out("sheet"),
          evidence.cifarEpochs(6 * SEEDS * EPOCHS));
    }
  }

  static void mirrors(Findings findings, Evidence evidence) {
    Optional<FoundRun> photographs = evidence.best(run -> run.ofTheLab() && !flipped(run.recipe()));
    Optional<FoundRun> digits =
        evidence.best(run -> run.recipe().dataset().equals("mnist") && !flipped(run.recipe()));
    mirror(findings, evidence, "photographs", photographs);
    mirror(findings, evidence, "digits", digits);
    if (photographs.isEmpty()) {
      findings.missing(
          "photographs",
          "fovea train baseline --normalize channel --out " + evidence.out("normalised"),
          evidence.cifarEpochs(EPOCHS));
    }
    if (digits.isEmpty()) {
      findings.missing(
          "digits",
          "fovea train lenet5-mnist --out " + evidence.out("digits"),
          evidence.mnistEpochs(3));
    }
  }

  private static boolean flipped(Recipe recipe) {
    return recipe.augment().stream().anyMatch(each -> each.contains("flip"));
  }

  private static void mirror(
      Findings findings, Evidence evidence, String name, Optional<FoundRun> run) {
    Wording words = evidence.words();
    run.flatMap(each -> evidence.measure(each, "mirrors", IMAGES, Augmenting::mirrored))
        .ifPresent(
            numbers -> {
              String original = words.percent(numbers.get("original"));
              String mirrored = words.percent(numbers.get("mirrored"));
              findings.state(name, List.of(run.orElseThrow().folder()), original, mirrored);
              findings.value(name, true);
              findings.value(name + "Original", original);
              findings.value(name + "Mirrored", mirrored);
            });
  }

  private static Map<String, Double> mirrored(TrainedModel model, ImageSet images) {
    var views = model.views(ViewKind.FLIP);
    return Map.of(
        "original", model.evaluate(images, views.subList(0, 1)).metrics().accuracy(),
        "mirrored", model.evaluate(images, views.subList(1, 2)).metrics().accuracy());
  }

  static void limits(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = evidence.best(FoundRun::ofTheLab);
    Optional<Map<String, Double>> numbers =
        run.flatMap(each -> evidence.measure(each, "damage", DAMAGED, Augmenting::damaged));
    if (numbers.isEmpty()) {
      findings.missing(
          "hidden",
          "fovea train baseline --normalize channel --augment crop,flip --out "
              + evidence.out("augmented"),
          evidence.cifarEpochs(EPOCHS));
    } else {
      String folder = run.orElseThrow().folder();
      int images = Math.min(DAMAGED, run.orElseThrow().info().testImages());
      damage(findings, evidence, folder, numbers.get(), images);
    }
    evidence
        .runs()
        .longest(
            each ->
                each.ofTheLab()
                    && !each.recipe().augment().isEmpty()
                    && each.recipe().dropout() == 0)
        .ifPresent(
            each -> {
              String gap = evidence.words().points(each.history().last().gap());
              String test = evidence.words().percent(each.history().last().testAccuracy());
              findings.state("gap", List.of(each.folder()), test, gap);
              findings.value("gap", gap);
            });
  }

  /**
   * How well a network recognises images that are changed as in training with more augmentation.
   */
  private static void changed(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = evidence.best(FoundRun::ofTheLab);
    Optional<Map<String, Double>> numbers =
        run.flatMap(
            each ->
                evidence.measure(
                    each,
                    "changes",
                    IMAGES,
                    (model, images) -> changed(model, images, evidence.data(each).train())));
    if (numbers.isPresent()) {
      Wording words = evidence.words();
      List<String> header = new ArrayList<>(List.of(evidence.texts().text("q25.change")));
      List<String> row = new ArrayList<>(List.of(evidence.texts().text("accuracy")));
      header.add(evidence.texts().text("q25.unchanged"));
      row.add(words.percent(numbers.get().get("unchanged")));
      for (String change : CHANGES) {
        header.add("`" + change + "`");
        row.add(words.percent(numbers.get().get(change)));
      }
      findings.table(
          "changes",
          List.of(run.orElseThrow().folder()),
          header,
          List.of(row),
          words.count(Math.min(IMAGES, run.orElseThrow().info().testImages())));
    }
  }

  private static Map<String, Double> changed(TrainedModel model, ImageSet images, ImageSet train)
      throws IOException {
    Map<String, Double> numbers = new TreeMap<>();
    numbers.put("unchanged", accuracy(model, images, model.views(ViewKind.NONE).get(0)));
    for (String change : CHANGES) {
      numbers.put(change, accuracy(model, images, model.changed(train, change)));
    }
    return numbers;
  }

  private static double accuracy(TrainedModel model, ImageSet images, Pipeline pipeline) {
    return model.evaluate(images, List.of(pipeline)).metrics().accuracy();
  }

  private static Map<String, Double> damaged(TrainedModel model, ImageSet images) {
    ImageDamage damage = ImageDamage.of(model, images);
    Map<String, Double> numbers = new TreeMap<>();
    damage
        .hidden()
        .forEach(
            each ->
                numbers.put(
                    String.format(Locale.ROOT, "hidden%02d", each.strength()), each.accuracy()));
    damage
        .turned()
        .forEach(
            each ->
                numbers.put(
                    String.format(Locale.ROOT, "turned%03d", each.strength()), each.accuracy()));
    return numbers;
  }

  private static void damage(
      Findings findings, Evidence evidence, String run, Map<String, Double> numbers, int images) {
    Wording words = evidence.words();
    for (String kind : List.of("hidden", "turned")) {
      List<String> header =
          new ArrayList<>(List.of(evidence.texts().text("q24." + kind + ".strength")));
      List<String> row = new ArrayList<>(List.of(evidence.texts().text("accuracy")));
      String last = "";
      for (Map.Entry<String, Double> each : numbers.entrySet()) {
        if (each.getKey().startsWith(kind)) {
          last = String.valueOf(Integer.parseInt(each.getKey().substring(kind.length())));
          header.add(last);
          row.add(words.percent(each.getValue()));
          findings.value(kind + "Accuracy", words.percent(each.getValue()));
        }
      }
      findings.value(kind, last);
      findings.table(kind, List.of(run), header, List.of(row), words.count(images));
    }
    findings.value("plain", words.percent(numbers.get("hidden00")));
  }

  static void others(Findings findings, Evidence evidence) {
    changed(findings, evidence);
    Set<String> keys = Set.of("augment", "tta", "label_smoothing");
    Optional<List<SeedGroup>> family = Comparisons.alternatives(evidence, keys, Recipe::augment, 3);
    if (family.isPresent()) {
      Comparisons.family(findings, evidence, "kinds", family.get(), Set.of("augment", "tta"));
    } else {
      findings.missing(
          "kinds",
          "fovea lab run augmentations --epochs 10 --seeds 1 --out "
              + evidence.out("augmentations"),
          evidence.cifarEpochs(KINDS * 10));
    }
  }
}
