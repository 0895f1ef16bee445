package fovea.lab.report.questions;

import fovea.lab.measure.ConvolutionalForm;
import fovea.lab.understand.LargerInput;
import fovea.nn.Flatten;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions 4 to 6: larger images, and linear layers as convolutions. */
final class LargerImages {

  private static final int IMAGES = 100;
  private static final List<Integer> SIDES = List.of(224, 256, 384, 512);

  private LargerImages() {}

  private static Network vgg16() {
    return Zoo.network("vgg16", Zoo.Options.classes(Zoo.classes("vgg16")));
  }

  static void linearLayers(Findings findings, Evidence evidence) {
    Shape made = Zoo.input("vgg16");
    Shape given = Shape.image(3, 256, 256);
    Wording words = evidence.words();
    Network network = vgg16();
    List<LargerInput.Row> rows = LargerInput.of(network, made, given).rows();
    List<List<String>> cells = new ArrayList<>();
    for (LargerInput.Row row : rows) {
      if (row.name().startsWith("pool") || row.type().equals(new Flatten().type())) {
        cells.add(
            List.of(
                row.name(), Windows.shape(row.made(), words), Windows.shape(row.given(), words)));
      }
    }
    Summary.Row linear =
        Summary.of(network, made).rows().stream()
            .filter(row -> row.name().equals("fc6"))
            .findFirst()
            .orElseThrow();
    findings.table(
        "sizes",
        List.of(),
        List.of(evidence.texts().text("layer"), "224 × 224", "256 × 256"),
        cells,
        words.count(linear.parameters()));
  }

  static void sameOutputs(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    Network network = evidence.network();
    Network converted = network.fullyConvolutional(evidence.input());
    findings.state(
        "counts",
        List.of(),
        words.count(network.parameterCount(evidence.input())),
        words.count(converted.parameterCount(evidence.input())));
    Optional<FoundRun> run = evidence.best(FoundRun::ofTheLab);
    Optional<Map<String, Double>> numbers =
        run.flatMap(
            each ->
                evidence.measure(
                    each,
                    "convolutional",
                    IMAGES,
                    (model, images) -> {
                      ConvolutionalForm form = ConvolutionalForm.of(model, images);
                      return Map.of(
                          "output", form.largestOutput(), "difference", form.largestDifference());
                    }));
    if (numbers.isEmpty()) {
      findings.missing(
          "outputs",
          "fovea train baseline --out " + evidence.out("plain"),
          evidence.cifarEpochs(30));
      return;
    }
    String difference = evidence.texts().significant(numbers.get().get("difference"), 2);
    String output = words.number(numbers.get().get("output"), 1);
    findings.state(
        "outputs",
        List.of(run.orElseThrow().folder()),
        words.count(Math.min(IMAGES, run.orElseThrow().info().testImages())),
        difference,
        output);
    findings.value("difference", difference);
    findings.value("output", output);
  }

  static void scoreMaps(Findings findings, Evidence evidence) {
    Network converted = vgg16().fullyConvolutional(Zoo.input("vgg16"));
    Network lab = evidence.network().fullyConvolutional(evidence.input());
    List<List<String>> rows = new ArrayList<>();
    for (int side : SIDES) {
      Shape map = converted.output(Shape.image(3, side, side));
      rows.add(
          List.of(
              "vgg16",
              side + " × " + side,
              Windows.size(map),
              evidence.words().count(map.channels())));
    }
    for (int side : List.of(32, 64, 128)) {
      Shape map = lab.output(Shape.image(3, side, side));
      rows.add(
          List.of(
              "cifarnet",
              side + " × " + side,
              Windows.size(map),
              evidence.words().count(map.channels())));
    }
    findings.table("maps", List.of(), evidence.texts().list("q6.columns"), rows);
  }
}
