package fovea.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.experiment.Training;
import fovea.nn.Dropout;
import fovea.nn.Shape;
import fovea.recipe.RecipeReader;
import fovea.recipe.ViewKind;
import fovea.run.Run;
import fovea.run.SavedCheckpoint.Choice;
import fovea.train.StopRequest;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured by changing images, or the network in front of them. */
class InvarianceTest {

  private static final DataCatalog CATALOG =
      new DataCatalog(Path.of("target", "no-cache"), (what, done, total) -> {});

  @TempDir private Path folder;

  private static InputImages images() {
    return new InputImages(
        Shape.image(1, 3, 3), new int[] {0}, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
  }

  @Test
  void aMovedImageIsFilledWithItsEdge() {
    assertThat(images().moved(1, 0).values()).containsExactly(1, 2, 3, 1, 2, 3, 4, 5, 6);
    assertThat(images().moved(0, 2).values()).containsExactly(1, 1, 1, 4, 4, 4, 7, 7, 7);
  }

  @Test
  void aTurnedImageTurnsClockwise() {
    assertThat(ImageDamage.turn(images(), 1).values()).containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
    assertThat(ImageDamage.turn(images(), 4).values()).containsExactly(images().values());
  }

  @Test
  void aHiddenSquareHasTheMeanColour() {
    InputImages image =
        new InputImages(
            Shape.image(1, 3, 3), new int[] {0}, new float[] {1, 1, 1, 1, 10, 1, 1, 1, 1});
    assertThat(ImageDamage.hide(image, 1).values()).containsExactly(1, 1, 1, 1, 2, 1, 1, 1, 1);
    assertThat(ImageDamage.hide(image, 0).values()).containsExactly(image.values());
  }

  @Test
  void dropoutKeepsTheMeanByScalingWhatItKeeps() {
    float[] values = new float[100_000];
    Arrays.fill(values, 2);
    DropoutScaling scaling = DropoutScaling.of(new Dropout(0.75), Shape.vector(1000), values, 1);
    assertThat(scaling.zeroed()).isCloseTo(0.75, within(0.01));
    assertThat(scaling.factor()).isCloseTo(4, within(1e-6));
    assertThat(scaling.training()).isCloseTo(2, within(0.05));
    assertThat(scaling.evaluation()).isEqualTo(2);
    assertThat(scaling.before()).isEqualTo(2);
  }

  @Test
  void neighboursInStripesAreAlikeInOneDirectionOnly() {
    byte[] rows = new byte[3 * 16 * 16];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (byte) (i / 16 % 2 * 200); // stripes along the rows, the same in all colours
    }
    ImageSet stripes = new ImageSet(Shape.image(3, 16, 16), List.of("a", "b"), new byte[1], rows);
    PixelCorrelation along = PixelCorrelation.of(stripes);
    assertThat(along.beside()).isCloseTo(1, within(1e-9));
    assertThat(along.colours()).isCloseTo(1, within(1e-9));

    byte[] columns = new byte[3 * 16 * 16];
    for (int i = 0; i < columns.length; i++) {
      boolean lit = i % 2 == 0;
      columns[i] = (byte) ((i / 256 == 2) == lit ? 0 : 200); // the last colour is the negative
    }
    ImageSet across = new ImageSet(Shape.image(3, 16, 16), List.of("a", "b"), new byte[1], columns);
    assertThat(PixelCorrelation.of(across).beside()).isCloseTo(-1, within(1e-9));
    assertThat(PixelCorrelation.of(across).apart()).isCloseTo(1, within(1e-9));
    assertThat(PixelCorrelation.of(across).colours()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void gradientsOfLargerMiniBatchesScatterLess() throws IOException {
    try (TrainedModel model = TrainedModel.trainable(train("0"), Choice.BEST)) {
      ImageSet images = CATALOG.load("cifar10-mini").train().limit(256);
      Gradients gradients = Gradients.of(model, images);
      assertThat(gradients.images()).isEqualTo(256);
      assertThat(gradients.batch()).isEqualTo(32);
      // Independent images would halve it; there are two large mini-batches only.
      assertThat(gradients.noiseOfFour() / gradients.noise()).isBetween(0.3, 0.7);
      assertThat(gradients.magnitudes()).containsKeys("conv1.weight", "fc5.weight");
      assertThat(gradients.magnitudes().values()).allMatch(each -> each > 0);
    }
  }

  @Test
  void aNetworkWithoutDropoutRecognisesWhatItDoesInEvaluation() throws IOException {
    try (TrainedModel model = TrainedModel.trainable(train("0.5"), Choice.BEST)) {
      ImageSet images = CATALOG.load("cifar10-mini").test().limit(200);
      DropoutRates rates = DropoutRates.of(model, images);
      double whole = model.evaluate(images, model.views(ViewKind.NONE)).metrics().accuracy();
      assertThat(rates.accuracies().get(0.0)).isCloseTo(whole, within(0.011));
      assertThat(rates.accuracies().get(0.9)).isLessThan(rates.accuracies().get(0.0));
    }
  }

  private Run train(String dropout) throws IOException {
    return new Training(CATALOG, new StopRequest(), List.of(), event -> {}, "test", "en")
        .train(
            RecipeReader.read(
                "baseline",
                Map.of(
                    "dataset", "cifar10-mini",
                    "normalize", "channel",
                    "epochs", "2",
                    "limit_train", "100",
                    "batch_size", "20",
                    "dropout", dropout)),
            Optional.of(folder.resolve("run")))
        .run();
  }

  @Test
  void aTrainedNetworkAnswersAsItIsEvaluated() throws IOException {
    try (TrainedModel model = TrainedModel.of(train("0"))) {
      ImageSet test = model.testImages(CATALOG);
      double accuracy = model.evaluate(test, model.views(ViewKind.NONE)).metrics().accuracy();

      ImageDamage damage = ImageDamage.of(model, test);
      assertThat(damage.hidden().get(0)).isEqualTo(new ImageDamage.Point(0, accuracy));
      assertThat(damage.turned().get(0)).isEqualTo(new ImageDamage.Point(0, accuracy));

      ConvolutionalForm form = ConvolutionalForm.of(model, test);
      assertThat(form.largestOutput()).isPositive();
      assertThat(form.largestDifference()).isLessThan(1e-4 * form.largestOutput());

      ShiftInvariance shifts = ShiftInvariance.of(model, test.limit(50));
      assertThat(shifts.pooling()).isEqualTo("pool1");
      assertThat(shifts.shifts()).hasSize(4);
      ShiftInvariance.Shift one = shifts.shifts().get(0);
      ShiftInvariance.Shift four = shifts.shifts().get(3);
      assertThat(one.before()).isBetween(0.0, 1.0).isGreaterThan(four.before());
      assertThat(one.pooled()).isBetween(0.0, 1.0).isGreaterThan(one.subsampled());
      assertThat(one.sameAnswers()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void thinnedNetworksWithoutDropoutAreTheWholeNetwork() throws IOException {
    Run run = train("0");
    try (TrainedModel model = TrainedModel.trainable(run, Choice.BEST)) {
      ImageSet test = model.testImages(CATALOG);
      ThinnedNetworks networks = ThinnedNetworks.of(model, test);
      assertThat(networks.single()).isCloseTo(networks.whole(), within(1e-9));
      assertThat(networks.averaged()).isEqualTo(networks.whole());
      assertThat(networks.whole())
          .isEqualTo(model.evaluate(test, model.views(ViewKind.NONE)).metrics().accuracy());
    }
  }

  @Test
  void thinnedNetworksDifferFromTheWholeWithDropout() throws IOException {
    try (TrainedModel model = TrainedModel.trainable(train("0.9"), Choice.BEST)) {
      ThinnedNetworks networks = ThinnedNetworks.of(model, model.testImages(CATALOG));
      assertThat(networks.single()).isNotEqualTo(networks.whole());
    }
  }
}
