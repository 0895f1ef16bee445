package fovea.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.Loader;
import fovea.data.TransferListener;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeNetwork;
import fovea.recipe.RecipeReader;
import fovea.recipe.ViewKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhiteningFiltersTest {

  private static final int IMAGES = 60;
  private static final Engine ENGINE = new ReferenceEngine();

  private static DataSet mini() throws IOException {
    return new DataCatalog(Path.of("none"), TransferListener.none()).load("cifar10-mini");
  }

  private static Preprocessing preprocessing(String normalize) throws IOException {
    Recipe recipe =
        RecipeReader.read(
            "baseline",
            Map.of("dataset", "cifar10-mini", "normalize", normalize, "augment", "flip"));
    return Preprocessing.fit(recipe, mini().train(), ENGINE, Path.of("none"));
  }

  /** All outputs of the layer for the images that it was fitted to have covariance about 1. */
  @Test
  void outputsOfDifferentPairsAreNotCorrelated() throws IOException {
    for (String normalize : new String[] {"channel", "none"}) {
      double[][] outputs = outputs(Network.of("w", Layers.conv(24, 2).whitening()), normalize);
      for (int one = 0; one < 12; one++) {
        assertThat(mean(outputs[one])).as("mean of %d", one).isCloseTo(0, within(1e-3));
        for (int other = 0; other < 12; other++) {
          double covariance = product(outputs[one], outputs[other]);
          if (one != other) {
            assertThat(covariance).as("%d, %d", one, other).isCloseTo(0, within(1e-3));
          } else if (one < 3) { // the variances of the others are not far above epsilon
            assertThat(covariance).as("%d", one).isCloseTo(1, within(0.05));
          } else {
            assertThat(covariance).as("%d", one).isBetween(0.01, 1.0);
          }
        }
        double[] negative = outputs[12 + one].clone();
        for (int i = 0; i < negative.length; i++) {
          negative[i] = -negative[i];
        }
        assertThat(outputs[one]).containsExactly(negative, within(1e-5));
      }
    }
  }

  /** The values of each channel, for all images and positions. */
  private static double[][] outputs(Network network, String normalize) throws IOException {
    Preprocessing preprocessing = preprocessing(normalize);
    Map<String, float[]> fitted =
        WhiteningFilters.fit(network, mini().train().limit(IMAGES), preprocessing, ENGINE);
    Shape input = Shape.image(3, 32, 32);
    int area = network.output(input).area();
    int channels = network.output(input).channels();
    double[][] outputs = new double[channels][IMAGES * area];
    try (Model model = ENGINE.evaluator(network, input, Precision.F32);
        Loader loader =
            new Loader(
                mini().train().limit(IMAGES),
                preprocessing.test(ViewKind.NONE).get(0),
                IMAGES,
                0,
                false)) {
      for (Variable variable : model.variables()) {
        variable.write(fitted.get(variable.parameter().name()), variable.values());
      }
      loader.start(0, 0);
      loader.advance();
      Program program = model.evaluation(IMAGES);
      program.forward(loader.images(), 0);
      for (int i = 0; i < program.output().capacity(); i++) {
        int image = i / (channels * area);
        outputs[i / area % channels][image * area + i % area] = program.output().get(i);
      }
    }
    return outputs;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value / values.length;
    }
    return sum;
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i] / one.length;
    }
    return sum;
  }

  @Test
  void fewerFiltersAreTheComponentsOfLargestVariance() throws IOException {
    Network all = Network.of("w", Layers.conv(24, 2).whitening());
    Network few = Network.of("w", Layers.conv(6, 2).withoutBias().whitening());
    float[] whole =
        WhiteningFilters.fit(all, mini().train().limit(IMAGES), preprocessing("channel"), ENGINE)
            .get("conv1.weight");
    Map<String, float[]> fitted =
        WhiteningFilters.fit(few, mini().train().limit(IMAGES), preprocessing("channel"), ENGINE);
    assertThat(fitted).containsOnlyKeys("conv1.weight");
    for (int i = 0; i < 36; i++) {
      assertThat(fitted.get("conv1.weight")[i]).isEqualTo(whole[i]);
      assertThat(fitted.get("conv1.weight")[36 + i]).isEqualTo(-whole[i]);
    }
  }

  @Test
  void otherNetworksHaveNothingToFit() throws IOException {
    assertThat(
            WhiteningFilters.fit(
                Network.of("plain", Layers.conv(24, 2)),
                mini().train(),
                preprocessing("channel"),
                ENGINE))
        .isEmpty();
  }

  @Test
  void onlyTheFirstLayerCanWhiten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("late.yaml");
    Files.writeString(file, "- conv 8 3x3\n- conv 24 2x2 whitening\n- flatten\n- linear classes\n");
    Recipe recipe = RecipeReader.read("baseline", Map.of("model", file.toString()));
    assertThatThrownBy(() -> RecipeNetwork.check(recipe, Shape.image(3, 32, 32), 10))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("conv2: only the first layer can be 'whitening'");
  }
}
