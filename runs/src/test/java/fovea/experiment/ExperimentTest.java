package fovea.experiment;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.TransferListener;
import fovea.nn.Network;
import fovea.recipe.NormalizationKind;
import fovea.recipe.OptimizerKind;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.ScheduleKind;
import fovea.run.Run;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {

  private static final Network NETWORK =
      Network.of("mine", conv(4, 3).same(), relu(), maxPool(4), flatten(), linear(10));

  @TempDir private Path folder;

  private static DataSet images() throws IOException {
    DataSet all = new DataCatalog(Path.of("none"), TransferListener.none()).load("cifar10-mini");
    return new DataSet(all.name(), all.train().limit(128), all.test().limit(50));
  }

  private static Experiment experiment() throws IOException {
    return Experiment.of(images(), NETWORK)
        .augment("flip", "pad-crop:4")
        .optimizer(OptimizerKind.SGD)
        .momentum(0.9)
        .schedule(ScheduleKind.ONE_CYCLE)
        .learningRate(0.05)
        .normalize(NormalizationKind.CHANNEL)
        .batchSize(32)
        .epochs(2)
        .seed(3);
  }

  @Test
  void whatIsTrainedCanBeOpenedAndUsed() throws IOException {
    Path place = folder.resolve("mine");

    Run run = experiment().train(place);

    assertThat(run.history().epochs()).hasSize(2);
    assertThat(run.network()).isEqualTo(NETWORK);
    assertThat(Run.open(place).recipe()).isEqualTo(experiment().recipe());
    assertThat(Files.readString(place.resolve("network.yaml"))).contains("- conv 4 3x3 same");
    try (Classifier classifier = Classifier.load(place)) {
      List<Prediction> predictions = classifier.classify(images().test());
      assertThat(predictions).hasSize(50);
      long right = 0;
      for (int i = 0; i < 50; i++) {
        right += predictions.get(i).index() == images().test().label(i) ? 1 : 0;
      }
      assertThat(right / 50.0).isEqualTo(run.history().last().testAccuracy());
    }
  }

  @Test
  void itIsAValue() throws IOException {
    Experiment plain = Experiment.of(images(), NETWORK);
    Experiment longer = plain.epochs(7);
    assertThat(plain.recipe().epochs()).isEqualTo(20);
    Recipe recipe = longer.recipe();
    assertThat(recipe.epochs()).isEqualTo(7);
    assertThat(recipe.model()).isEqualTo("mine");
    assertThat(recipe.network()).isPresent();
    assertThat(recipe.dataset()).isEqualTo("cifar10-mini");
  }

  @Test
  void aWrongSettingIsRefusedAtOnce() throws IOException {
    Experiment experiment = Experiment.of(images(), NETWORK);
    assertThatThrownBy(() -> experiment.set("epoch", 3))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("unknown key 'epoch': did you mean 'epochs'?");
    assertThatThrownBy(() -> experiment.learningRate(-1))
        .isInstanceOf(RecipeException.class)
        .hasMessage("lr is '-1.0': it must be a number above 0");
    assertThatThrownBy(() -> experiment.augment("turn"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("augment is 'turn'");
  }

  @Test
  void aNetworkThatDoesNotFitLeavesNoFolder() throws IOException {
    Path place = folder.resolve("unfit");
    Network unfit = Network.of("unfit", flatten(), linear(7));
    assertThatThrownBy(() -> Experiment.of(images(), unfit).train(place))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("7 numbers for 10 classes");
    assertThat(place).doesNotExist();
  }
}
