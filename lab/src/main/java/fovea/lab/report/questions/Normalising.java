package fovea.lab.report.questions;

import fovea.data.ChannelStatistics;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.lab.measure.PixelCorrelation;
import fovea.recipe.NormalizationKind;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Questions 19 to 21: normalised images. */
final class Normalising {

  private static final List<String> SETS = List.of("train", "test", "both");
  private static final List<String> CHANNELS = List.of("R", "G", "B");
  private static final int EPOCHS = 30;
  private static final int SEEDS = 3;
  private static final int KINDS = 7;
  private static final int CORRELATED = 2000;

  private Normalising() {}

  static void channels(Findings findings, Evidence evidence) {
    Optional<Pair> pair =
        evidence
            .runs()
            .pair(
                Technique.NORMALISATION,
                Technique.NORMALISATION.keys(),
                recipe -> !Technique.NORMALISATION.in(recipe),
                recipe -> recipe.normalize() == NormalizationKind.CHANNEL);
    if (pair.isPresent()) {
      Comparisons.pair(findings, evidence, pair.get());
    } else {
      findings.missing(
          "pair",
          "fovea lab run sheet --seeds 3 --out " + evidence.out("sheet"),
          evidence.cifarEpochs(6 * SEEDS * EPOCHS));
    }
  }

  static void whoseStatistics(Findings findings, Evidence evidence) throws IOException {
    Optional<FoundRun> run = evidence.runs().longest(each -> each.ofTheLab() && each.hasWeights());
    Optional<Map<String, Double>> kept =
        run.flatMap(
            each ->
                evidence.measureImages(each, "statistics", () -> statistics(evidence.data(each))));
    Map<String, Double> numbers = kept.isPresent() ? kept.get() : statistics(evidence.sample());
    Wording words = evidence.words();
    List<String> names = evidence.texts().list("q20.rows");
    List<List<String>> rows = new ArrayList<>();
    for (int set = 0; set < SETS.size(); set++) {
      rows.add(
          List.of(
              names.get(set),
              triple(numbers, SETS.get(set) + "Mean", words),
              triple(numbers, SETS.get(set) + "Deviation", words)));
    }
    findings.table(
        "statistics",
        kept.isPresent() ? List.of(run.orElseThrow().folder()) : List.of(),
        evidence.texts().list("q20.columns"),
        rows,
        kept.isPresent() ? run.orElseThrow().recipe().dataset() : "cifar10-mini");
    double largest = 0;
    for (int channel = 0; channel < CHANNELS.size(); channel++) {
      largest =
          Math.max(
              largest,
              Math.abs(numbers.get("testMean" + channel) - numbers.get("trainMean" + channel))
                  / numbers.get("trainDeviation" + channel));
    }
    String shift = words.number(largest, 3);
    findings.state(
        "shift", kept.isPresent() ? List.of(run.orElseThrow().folder()) : List.of(), shift);
    findings.value("shift", shift);
  }

  private static Map<String, Double> statistics(DataSet data) {
    Map<String, Double> numbers = new TreeMap<>();
    ChannelStatistics train = put(numbers, "train", data.train());
    ChannelStatistics test = put(numbers, "test", data.test());
    double share = (double) data.test().size() / (data.train().size() + data.test().size());
    for (int i = 0; i < train.mean().size(); i++) {
      double one = train.mean().get(i);
      double other = test.mean().get(i);
      double mean = (1 - share) * one + share * other;
      double square =
          (1 - share) * (square(train.deviation().get(i)) + square(one))
              + share * (square(test.deviation().get(i)) + square(other));
      numbers.put("bothMean" + i, mean);
      numbers.put("bothDeviation" + i, Math.sqrt(square - mean * mean));
    }
    return numbers;
  }

  /** What the values of images have in common, which whitening removes. */
  private static void correlation(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = evidence.runs().longest(each -> each.ofTheLab() && each.hasWeights());
    Optional<Map<String, Double>> numbers =
        run.flatMap(
            each ->
                evidence.measureImages(
                    each,
                    "correlation",
                    () -> correlation(evidence.data(each).train().limit(CORRELATED))));
    if (numbers.isPresent()) {
      Wording words = evidence.words();
      String beside = words.number(numbers.get().get("beside"), 2);
      String colours = words.number(numbers.get().get("colours"), 2);
      findings.state(
          "correlation",
          List.of(run.orElseThrow().folder()),
          words.number(numbers.get().get("images"), 0),
          beside,
          String.valueOf(PixelCorrelation.DISTANCE),
          words.number(numbers.get().get("apart"), 2),
          colours);
      findings.value("beside", beside);
      findings.value("colours", colours);
    }
  }

  private static Map<String, Double> correlation(ImageSet images) {
    PixelCorrelation correlation = PixelCorrelation.of(images);
    return Map.of(
        "images", (double) correlation.images(),
        "beside", correlation.beside(),
        "apart", correlation.apart(),
        "colours", correlation.colours());
  }

  private static double square(double value) {
    return value * value;
  }

  private static ChannelStatistics put(Map<String, Double> numbers, String set, ImageSet images) {
    ChannelStatistics statistics = ChannelStatistics.of(images);
    for (int i = 0; i < statistics.mean().size(); i++) {
      numbers.put(set + "Mean" + i, (double) statistics.mean().get(i));
      numbers.put(set + "Deviation" + i, (double) statistics.deviation().get(i));
    }
    return statistics;
  }

  private static String triple(Map<String, Double> numbers, String name, Wording words) {
    List<String> values = new ArrayList<>();
    for (int i = 0; numbers.containsKey(name + i); i++) {
      values.add(words.number(numbers.get(name + i), 4));
    }
    return String.join(" / ", values);
  }

  static void others(Findings findings, Evidence evidence) {
    correlation(findings, evidence);
    Set<String> keys = Set.of("normalize", "whitening_epsilon", "whitening_sample");
    Optional<List<SeedGroup>> family =
        Comparisons.alternatives(evidence, keys, Recipe::normalize, 3);
    if (family.isPresent()) {
      Comparisons.family(findings, evidence, "kinds", family.get(), keys);
    } else {
      findings.missing(
          "kinds",
          "fovea lab run normalisations --epochs 10 --seeds 1 --out "
              + evidence.out("normalisations"),
          evidence.cifarEpochs(KINDS * 10));
    }
  }
}
