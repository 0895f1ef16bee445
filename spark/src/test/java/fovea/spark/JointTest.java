package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.experiment.Training;
import fovea.lab.ladder.Workers.Diverged;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.ladder.Workers.Ending;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Run;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One training by several executors. */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JointTest {

  private static final int EPOCHS = 30;

  @TempDir private static Path folder;
  private static LocalCluster spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalCluster.start();
  }

  @AfterAll
  static void leave() {
    if (spark != null) {
      spark.close();
    }
  }

  private static Recipe recipe(String rate) throws IOException {
    return RecipeReader.read(
        Optional.of("baseline"),
        Map.of(
            "dataset", "cifar10-mini",
            "model", "lenet5",
            "limit_train", "300",
            "limit_test", "50",
            "batch_size", "64",
            "epochs", Integer.toString(EPOCHS),
            "lr", rate,
            "precision", "f32"));
  }

  private static double[] losses(Path run) throws IOException {
    return History.of(Run.open(run)).epochs().stream()
        .mapToDouble(History.Epoch::trainLoss)
        .toArray();
  }

  @Test
  void executorsTrainAsOneProcessDoesAndGoOnWhenOneIsKilled() throws Exception {
    Path alone = folder.resolve("alone");
    DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
    new Training(catalog, new StopRequest(), List.of(), event -> {}, "fovea test", "en")
        .train(recipe("0.02"), Optional.of(alone));

    Path calm = folder.resolve("calm");
    Path states = folder.resolve("other states");
    SparkCluster cluster = spark.cluster("other:" + states, new StopRequest());
    assertThat(cluster.train(recipe("0.02"), calm, 2, event -> {}))
        .isEqualTo(new Ended(Outcome.COMPLETED));
    assertThat(losses(calm)).hasSize(EPOCHS);
    assertThat(Arrays.copyOf(losses(calm), 3))
        .containsExactly(Arrays.copyOf(losses(alone), 3), within(1e-4));

    Path disturbed = folder.resolve("disturbed");
    int lost = spark.lost();
    Recipe recipe = recipe("0.02");
    CompletableFuture<Ending> ending =
        CompletableFuture.supplyAsync(() -> train(cluster, recipe, disturbed));
    LocalCluster.killOneAfterAnEpoch(states, new Random(2), ending);
    assertThat(ending.get()).isEqualTo(new Ended(Outcome.COMPLETED));
    assertThat(spark.lost()).isGreaterThan(lost);
    assertThat(disturbed.resolve("last.safetensors"))
        .hasSameBinaryContentAs(calm.resolve("last.safetensors"));
    assertThat(Run.open(disturbed).history().epochs())
        .extracting(History.Epoch::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, EPOCHS).boxed().toList());
  }

  private static Ending train(SparkCluster cluster, Recipe recipe, Path out) {
    try {
      return cluster.train(recipe, out, 2, event -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTrainingThatDivergesIsNotTriedAgain() throws Exception {
    SparkCluster cluster = spark.cluster(folder.resolve("states"), new StopRequest());
    assertThat(cluster.train(recipe("1e30"), folder.resolve("diverging"), 2, event -> {}))
        .isInstanceOf(Diverged.class);
    assertThat(History.of(Run.open(folder.resolve("diverging"))).diverged()).isTrue();
  }

  @Test
  void whyATrainingFailedIsTold() throws Exception {
    SparkCluster cluster = spark.cluster(folder.resolve("states"), new StopRequest());
    Recipe lost = RecipeReader.change(recipe("0.02"), "dataset", "no-such-folder");
    assertThatThrownBy(() -> cluster.train(lost, folder.resolve("lost"), 2, event -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown data set 'no-such-folder'");
  }

  @Test
  void thereMustBeRoomForAll() {
    BarrierJob three = new BarrierJob(spark.spark(), 3);
    assertThatThrownBy(() -> three.requireRoom(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--workers is 3, and the executors have room for 2 tasks");
  }
}
