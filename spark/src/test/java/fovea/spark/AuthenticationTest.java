package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.experiment.Training;
import fovea.lab.ladder.Workers.Ended;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Run;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** Spark's authentication and encryption, if the user's configuration asks for them. */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AuthenticationTest {

  private static final String SECRET = "spark.authenticate.secret";

  private static final Map<String, String> ASKED =
      Map.of(
          "spark.authenticate",
          "true",
          SECRET,
          "only for tests",
          "spark.network.crypto.enabled",
          "true");

  @TempDir private static Path folder;
  private static LocalCluster spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalCluster.start(ASKED);
  }

  @AfterAll
  static void leave() {
    if (spark != null) {
      spark.close();
    }
  }

  private static Recipe recipe() throws IOException {
    return RecipeReader.read(
        Optional.of("baseline"),
        Map.of(
            "dataset", "cifar10-mini",
            "model", "lenet5",
            "batch_norm", "true",
            "sync_batch_norm", "true",
            "limit_train", "150",
            "limit_test", "50",
            "batch_size", "64",
            "epochs", "2",
            "lr", "0.02",
            "precision", "f32"));
  }

  private static double[] losses(Path run) throws IOException {
    return History.of(Run.open(run)).epochs().stream()
        .mapToDouble(History.Epoch::trainLoss)
        .toArray();
  }

  /**
   * One by itself, as those of a ladder, and one by both executors, over whose images it
   * normalises.
   */
  @Test
  void trainingsRunWithBoth() throws Exception {
    assertThat(spark.spark().sc().env().securityManager().isAuthenticationEnabled()).isTrue();
    assertThat(spark.spark().sc().env().securityManager().isEncryptionEnabled()).isTrue();
    Path alone = folder.resolve("alone");
    DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
    new Training(catalog, new StopRequest(), List.of(), event -> {}, "fovea test", "en")
        .train(recipe(), Optional.of(alone));
    SparkCluster cluster = spark.cluster(folder.resolve("states"), new StopRequest());
    for (int members = 1; members <= 2; members++) {
      Path run = folder.resolve("of " + members);
      assertThat(cluster.train(recipe(), run, members, event -> {}))
          .isEqualTo(new Ended(Outcome.COMPLETED));
      assertThat(losses(run)).containsExactly(losses(alone), within(1e-3));
    }
    assertThat(folder.resolve("of 1").resolve("last.safetensors"))
        .hasSameBinaryContentAs(alone.resolve("last.safetensors"));
  }

  /** What an executor does first: to ask the driver for the one that gives it work. */
  private static void callDriver(String secret) {
    SparkConf own = spark.spark().getConf();
    SparkConf called = own.clone().set(SECRET, secret);
    SecurityManager security =
        new SecurityManager(called, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE_EXECUTOR());
    RpcEnv caller = RpcEnv.create("caller", "127.0.0.1", 0, called, security, true);
    try {
      caller.setupEndpointRef(
          new RpcAddress(
              own.get("spark.driver.host"), Integer.parseInt(own.get("spark.driver.port"))),
          "CoarseGrainedScheduler");
    } finally {
      caller.shutdown();
      caller.awaitTermination();
    }
  }

  @Test
  void whoHasAnotherSecretIsRefused() {
    callDriver(ASKED.get(SECRET));
    assertThatThrownBy(() -> callDriver("something else")).isInstanceOf(Exception.class);
  }
}
