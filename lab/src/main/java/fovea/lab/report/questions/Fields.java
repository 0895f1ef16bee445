package fovea.lab.report.questions;

import fovea.data.ImageSet;
import fovea.lab.understand.EffectiveReceptiveField;
import fovea.nn.Summary;
import fovea.trained.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Question 7: receptive fields. */
final class Fields {

  private static final List<String> LAYERS =
      List.of("conv1", "pool1", "conv2", "pool2", "conv3", "pool3");
  private static final List<String> MEASURED = List.of("conv1", "conv2", "conv3");
  private static final int IMAGES = 64;
  private static final double HALF = 0.5;

  private Fields() {}

  static void fields(Findings findings, Evidence evidence) {
    Optional<FoundRun> run = evidence.best(FoundRun::ofTheLab);
    Map<String, Double> numbers =
        run.flatMap(each -> evidence.measure(each, "fields", IMAGES, Fields::measured))
            .orElse(Map.of());
    List<List<String>> rows = new ArrayList<>();
    for (Summary.Row row : evidence.summary().rows()) {
      if (LAYERS.contains(row.name())) {
        rows.add(
            List.of(
                row.name(),
                Windows.size(row.receptiveField().size()),
                number(numbers, row.name() + "Side", evidence),
                share(numbers, row.name() + "Energy", evidence)));
        findings.value(row.name(), Windows.size(row.receptiveField().size()));
      }
    }
    List<String> columns = evidence.texts().list("q7.columns");
    boolean measured = !numbers.isEmpty();
    findings.table(
        measured ? "fields" : "computed",
        measured ? List.of(run.orElseThrow().folder()) : List.of(),
        measured ? columns : columns.subList(0, 2),
        measured ? rows : rows.stream().map(row -> row.subList(0, 2)).toList());
    if (measured) {
      findings.value("side", evidence.words().number(numbers.get("conv3Side"), 0));
      findings.value("energy", evidence.words().percent(numbers.get("conv3Energy")));
    } else {
      findings.missing(
          "fields",
          "fovea train baseline --out " + evidence.out("plain"),
          evidence.cifarEpochs(30));
    }
  }

  private static Map<String, Double> measured(TrainedModel model, ImageSet images) {
    Map<String, Double> numbers = new TreeMap<>();
    for (String layer : MEASURED) {
      EffectiveReceptiveField field = EffectiveReceptiveField.measure(model, layer, images);
      numbers.put(layer + "Side", (double) field.sideHolding(HALF));
      numbers.put(layer + "Energy", field.energyWithin(HALF));
    }
    return numbers;
  }

  private static String number(Map<String, Double> numbers, String name, Evidence evidence) {
    return evidence.words().number(numbers.getOrDefault(name, Double.NaN), 0);
  }

  private static String share(Map<String, Double> numbers, String name, Evidence evidence) {
    return evidence.words().percent(numbers.getOrDefault(name, Double.NaN));
  }
}
