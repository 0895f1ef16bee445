package fovea.lab.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.lab.explain.TopActivations.Location;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The analyses, on examples simple enough to check by hand. */
class AnalysesTest {

  private static Predictions predictions() {
    return new Predictions(
        List.of("a", "b"),
        List.of(0, 0, 1, 1),
        List.of(
            new double[] {0.9, 0.1},
            new double[] {0.3, 0.7},
            new double[] {0.2, 0.8},
            new double[] {0.95, 0.05}));
  }

  @Test
  void predictionsAreCountedAndMistakesSorted() {
    Predictions predictions = predictions();
    assertThat(predictions.confusion()).isDeepEqualTo(new int[][] {{1, 1}, {1, 1}});
    assertThat(predictions.accuracy()).isEqualTo(0.5);
    assertThat(predictions.scores().recall(1)).isEqualTo(0.5);
    assertThat(predictions.scores().mistakes(1)).isEqualTo(2);
    assertThat(predictions.mistakes()).containsExactly(3, 1);
  }

  @Test
  void ofVeryManyClassesThoseWithTheMostMistakesAreShown() {
    int count = 1000;
    List<String> classes = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    List<Integer> labels = IntStream.range(0, count).boxed().toList();
    List<double[]> probabilities =
        labels.stream()
            .map(
                label -> {
                  double[] row = new double[count];
                  row[label >= 700 && label < 720 ? label - 100 : label] = 1;
                  return row;
                })
            .toList();
    Predictions predictions = new Predictions(classes, labels, probabilities);
    List<Integer> shown = TestFigures.shown(predictions.scores());
    assertThat(shown)
        .hasSize(TestFigures.MAX_CLASSES)
        .containsAll(IntStream.range(600, 620).boxed().toList())
        .containsAll(IntStream.range(700, 720).boxed().toList())
        .isSorted();
    assertThat(TestFigures.shown(predictions().scores())).containsExactly(0, 1);
  }

  @Test
  void calibrationIsTheMeanDistanceOfAccuracyFromConfidence() {
    Calibration calibration = Calibration.of(predictions());
    assertThat(calibration.bins()).hasSize(Calibration.BINS);
    assertThat(calibration.bins().stream().mapToInt(Calibration.Bin::images).sum()).isEqualTo(4);
    // each in a bin of its own: 0.7 wrong, 0.8 right, 0.9 right, 0.95 wrong
    assertThat(calibration.error()).isCloseTo((0.7 + 0.2 + 0.1 + 0.95) / 4, within(1e-9));
  }

  @Test
  void gradCamWeighsMapsByTheirMeanGradientAndDropsWhatSpeaksAgainst() {
    float[] activations = {1, 2, 3, 4, 1, 0, 0, 5};
    float[] gradient = {1, 1, 1, 1, -4, 0, 0, -4};
    HeatMap map = GradCam.weighted(activations, gradient, Shape.image(2, 2, 2));
    assertThat(map.values()).containsExactly(0, 2, 3, 0);
  }

  @Test
  void heatMapsAreStretchedLinearlyAndStayAtTheBorder() {
    HeatMap map = new HeatMap(1, 2, new float[] {0, 1});
    assertThat(map.resized(1, 4).values()).containsExactly(0, 0.25f, 0.75f, 1);
    assertThat(map.interpolate(0, -3)).isZero();
    assertThat(new HeatMap(1, 1, new float[] {7}).resized(2, 2).values()).containsOnly(7);
    assertThatIllegalArgumentException().isThrownBy(() -> new HeatMap(2, 2, new float[3]));
  }

  @Test
  void componentsFollowTheLargestVariance() {
    PcaProjection projection =
        PcaProjection.of(
            List.of(
                new float[] {0, 1, 5},
                new float[] {0, -1, 5},
                new float[] {3, 0, 5},
                new float[] {-3, 0, 5}));
    assertThat(projection.explainedVariance().get(0)).isCloseTo(0.9, within(1e-9));
    assertThat(projection.explainedVariance().get(1)).isCloseTo(0.1, within(1e-9));
    assertThat(Math.abs(projection.points().get(2).x)).isCloseTo(3, within(1e-9));
    assertThat(projection.points().get(0).x).isCloseTo(0, within(1e-9));
  }

  @Test
  void theLayersThatAnalysesLookForAreFound() {
    Network cifarnet = Zoo.network("cifarnet", new Zoo.Options(10, 0.5, true));
    Network resnet = Zoo.network("resnet20", Zoo.Options.classes(10));
    assertThat(TargetLayers.lastFeatureMaps(cifarnet)).isEqualTo("relu3");
    assertThat(TargetLayers.lastHidden(cifarnet)).isEqualTo("relu4");
    assertThat(TargetLayers.lastFeatureMaps(resnet)).isEqualTo("layer3.2.relu2");
    assertThat(TargetLayers.lastHidden(resnet)).isEqualTo("pool");
    Network linear = Network.of("linear", Layers.flatten(), Layers.linear(3));
    assertThatIllegalArgumentException().isThrownBy(() -> TargetLayers.lastFeatureMaps(linear));
  }

  @Test
  void aPlaceIsCutOutAsFarAsItSees() {
    Network network = Zoo.network("lenet5", Zoo.Options.classes(10));
    var field = TopActivations.receptiveField(network, Shape.image(1, 28, 28), "conv1");
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    image.setRGB(9, 12, 0xffffff);
    BufferedImage inside = TopActivations.crop(image, field, new Location(0, 12, 9, 1));
    assertThat(List.of(inside.getWidth(), inside.getHeight())).containsExactly(5, 5);
    assertThat(inside.getRGB(2, 2) & 0xffffff).isEqualTo(0xffffff);
    BufferedImage corner = TopActivations.crop(image, field, new Location(0, 0, 27, 1));
    assertThat(List.of(corner.getWidth(), corner.getHeight())).containsExactly(3, 3);
  }
}
