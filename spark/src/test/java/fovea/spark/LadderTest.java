package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.experiment.Training;
import fovea.lab.ladder.Comparison;
import fovea.lab.ladder.InThisProcess;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderListener;
import fovea.lab.ladder.LadderReader;
import fovea.lab.ladder.LadderRunner;
import fovea.lab.ladder.Workers;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import fovea.run.RunningProcess;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ladders whose runs are trained by executors. */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LadderTest {

  private static final int SEEDS = 6;

  @TempDir private static Path folder;
  private static Path ladder;
  private static Path alone;
  private static Comparison expected;
  private static LocalCluster spark;

  /** Trains all runs in this process, with which what clusters do is compared. */
  @BeforeAll
  static void trainAlone() throws IOException {
    spark = LocalCluster.start();
    ladder =
        Files.writeString(
            folder.resolve("small.yaml"),
            """
            base: baseline
            steps:
              - {name: plain, dataset: cifar10-mini, model: lenet5, epochs: 3, limit_train: 128, limit_test: 40, batch_size: 64, precision: f32}
              - {name: normalised, normalize: channel}
            """);
    alone = folder.resolve("alone");
    LadderRunner runner = runner(SEEDS, alone, alone(), new StopRequest());
    assertThat(runner.run()).isEqualTo(Outcome.COMPLETED);
    expected = runner.comparison();
  }

  @AfterAll
  static void leave() {
    if (spark != null) {
      spark.close();
    }
  }

  /** Hears nothing but what would be told to the user. */
  private static final class Silent implements LadderListener {
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onRunStart(Ladder.Step step, long seed, int number, int runs) {}

    @Override
    public void onDiverged(Ladder.Step step, long seed, String reason) {
      told.add(reason);
    }

    @Override
    public void onComparison(Comparison comparison) {}
  }

  private static LadderRunner runner(int seeds, Path out, Workers workers, StopRequest stop)
      throws IOException {
    return new LadderRunner(
        LadderReader.read(ladder.toString(), Map.of()),
        seeds,
        out,
        workers,
        stop,
        new Silent(),
        Texts.of("ladder.comparison", "en"));
  }

  private static InThisProcess alone() {
    DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
    Training training =
        new Training(catalog, new StopRequest(), List.of(), event -> {}, "fovea test", "en");
    return new InThisProcess(training, reason -> {});
  }

  /** The results of runs, and of the table, without what took time. */
  private static List<String> table(Comparison comparison) {
    return comparison.groups().stream()
        .map(
            group ->
                "%s %s %s %s"
                    .formatted(
                        group.name(), group.runs().size(), group.testAccuracy(), group.gap()))
        .toList();
  }

  private static List<Path> runs(Path ladder) throws IOException {
    try (Stream<Path> all = Files.walk(ladder)) {
      return all.filter(Run::exists).map(ladder::relativize).sorted().toList();
    }
  }

  /** Each run has the same bits in both folders, and was trained from its start to its end once. */
  private static void requireSame(Path one, Path other) throws IOException {
    for (Path run : runs(one)) {
      requireSame(run, one, other);
    }
  }

  private static void requireSame(Path run, Path one, Path other) throws IOException {
    for (String file : List.of("last.safetensors", "best.safetensors", "recipe.yaml")) {
      assertThat(one.resolve(run).resolve(file))
          .hasSameBinaryContentAs(other.resolve(run).resolve(file));
    }
    List<JsonNode> events = Run.open(one.resolve(run)).metrics();
    assertThat(events)
        .extracting(event -> event.path("event").asText())
        .containsExactly("start", "epoch", "epoch", "epoch", "done");
    assertThat(events.get(0).path("run").asText()).isEqualTo(one.resolve(run).toString());
    assertThat(RunningProcess.training(one.resolve(run))).isEmpty();
  }

  @Test
  void killedExecutorsLoseNoRunAndNoneIsTrainedTwice() throws Exception {
    Path out = folder.resolve("a cluster");
    Path states = out.resolve(".states");
    List<String> epochs = Collections.synchronizedList(new ArrayList<>());
    int lost = spark.lost();
    StopRequest stop = new StopRequest();
    Workers workers =
        spark
            .cluster(states, stop)
            .workers(
                Integer.MAX_VALUE,
                (step, seed, event) -> {
                  if (event.path("event").asText().equals("epoch")) {
                    epochs.add(step.name() + seed + " " + event.path("epoch"));
                  }
                });
    LadderRunner runner = runner(SEEDS, out, workers, stop);
    CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> run(runner));
    Random random = new Random(1);
    for (int kills = 0; kills < 3; kills++) {
      LocalCluster.killOneAfterAnEpoch(states, random, outcome);
    }
    assertThat(outcome.get()).isEqualTo(Outcome.COMPLETED);
    assertThat(spark.lost()).isGreaterThan(lost);
    assertThat(table(runner.comparison())).isEqualTo(table(expected));
    assertThat(runs(out)).isEqualTo(runs(alone)).hasSize(2 * SEEDS);
    requireSame(out, alone);
    assertThat(epochs).hasSize(2 * SEEDS * 3).doesNotHaveDuplicates();
    assertThat(states).isEmptyDirectory();
  }

  private static Outcome run(LadderRunner runner) {
    try {
      return runner.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Speculative copies never run on the machine of the first, which here is the only one. */
  @Test
  void copiesOfATaskDisturbEachOtherInNothing() throws Exception {
    Path run = Path.of("0-plain", "seed-0");
    Path out = folder.resolve("copies");
    Path states = folder.resolve("states of copies");
    Recipe recipe = LadderReader.read(ladder.toString(), Map.of()).steps().get(0).recipe();
    SharedRun shared = SharedRun.of(HadoopFiles.address(states.toString()), recipe);
    TrainingTask task =
        new TrainingTask(
            RecipeReader.write(recipe),
            recipe.dataset(),
            shared,
            new StopFlag(states.resolve("stop").toString()),
            spark.spark().sc().collectionAccumulator("events"),
            "fovea test",
            "en");
    assertThat(spark.spark().parallelize(List.of(1, 2), 2).map(copy -> task.train()).collect())
        .containsExactly(new Ended(Outcome.COMPLETED), new Ended(Outcome.COMPLETED));
    assertThat(new Homecoming(shared, out.resolve(run)).arrive()).isTrue();
    requireSame(run, out, alone);
  }

  @Test
  void aDamagedStateIsPassedOver() throws Exception {
    Path run = alone.resolve("0-plain").resolve("seed-0");
    Path states = folder.resolve("damaged");
    Recipe recipe = Run.open(run).recipe();
    SharedRun shared = SharedRun.of(HadoopFiles.address(states.toString()), recipe);
    shared.publish(run);
    String good = shared.newest().orElseThrow();
    Path later = Path.of(URI.create(shared.folder()).getPath(), "9" + good.substring(1));
    Files.write(later, new byte[] {'P', 'K', 3, 4});
    assertThat(shared.newest()).contains(later.getFileName().toString());
    try (Scratch scratch = Scratch.open()) {
      assertThat(shared.restore(scratch)).isTrue();
      assertThat(scratch.folder().resolve("last.safetensors"))
          .hasSameBinaryContentAs(run.resolve("last.safetensors"));
    }
    shared.remove();
    try (Scratch scratch = Scratch.open()) {
      assertThat(shared.restore(scratch)).isFalse();
      assertThat(scratch.folder()).isEmptyDirectory();
    }
  }

  @Test
  void aStoppedLadderGoesOnWithoutACluster() throws Exception {
    Path out = folder.resolve("stopped");
    StopRequest stop = new StopRequest();
    Workers workers =
        spark
            .cluster(out.resolve(".states"), stop)
            .workers(
                8, // of which six wait for their turn
                (step, seed, event) -> {
                  if (event.path("event").asText().equals("epoch")) {
                    stop.request();
                  }
                });
    assertThat(runner(4, out, workers, stop).run()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(runs(out)).isNotEmpty().hasSizeLessThan(8);
    assertThat(runner(4, out, alone(), new StopRequest()).run()).isEqualTo(Outcome.COMPLETED);
    assertThat(runs(out)).hasSize(8);
    requireSame(out, alone);
  }

  @Test
  void whyATrainingFailedIsTold() throws Exception {
    Path lost = folder.resolve("no-such-folder");
    Path out = folder.resolve("failed");
    Path steps =
        Files.writeString(
            folder.resolve("lost.yaml"),
            "base: baseline\nsteps:\n  - {name: lost, dataset: %s, epochs: 1}\n".formatted(lost));
    StopRequest stop = new StopRequest();
    LadderRunner runner =
        new LadderRunner(
            LadderReader.read(steps.toString(), Map.of()),
            1,
            out,
            spark.cluster(out.resolve(".states"), stop).workers(1, (step, seed, event) -> {}),
            stop,
            new Silent(),
            Texts.of("ladder.comparison", "en"));
    assertThatThrownBy(runner::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown data set '" + lost);
  }
}
