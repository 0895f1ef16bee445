package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.experiment.Training;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.ladder.Workers.Ending;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States, runs and images in an HDFS: a name node and a data node in this process. */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HdfsTest {

  private static final int IMAGES = 20;

  @TempDir private static java.nio.file.Path folder;
  private static LocalCluster spark;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalCluster.start();
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    hdfs.waitActive();
  }

  @AfterAll
  static void leave() {
    if (spark != null) {
      spark.close();
    }
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
  }

  private static String address(String path) {
    return hdfs.getURI() + path;
  }

  private static Recipe recipe() throws IOException {
    return RecipeReader.read(
        Optional.of("baseline"),
        Map.of(
            "dataset", "cifar10-mini",
            "model", "lenet5",
            "limit_train", "300",
            "limit_test", "50",
            "epochs", "8",
            "lr", "0.02",
            "precision", "f32"));
  }

  private static java.nio.file.Path alone() throws IOException {
    java.nio.file.Path run = folder.resolve("alone");
    if (!run.toFile().exists()) {
      DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
      new Training(catalog, new StopRequest(), List.of(), event -> {}, "fovea test", "en")
          .train(recipe(), Optional.of(run));
    }
    return run;
  }

  @Test
  void whatALostExecutorHadBegunGoesOnFromItsStateThere() throws Exception {
    SparkCluster cluster = spark.cluster(address("/states"), new StopRequest());
    java.nio.file.Path out = folder.resolve("disturbed");
    int lost = spark.lost();
    CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() -> train(cluster, out));
    while (!hasState() && !ending.isDone()) {
      Thread.sleep(5);
    }
    assertThat(ending).isNotDone();
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly); // its executors
    assertThat(ending.get()).isEqualTo(new Ended(Outcome.COMPLETED));
    assertThat(spark.lost()).isGreaterThan(lost);
    assertThat(out.resolve("last.safetensors"))
        .hasSameBinaryContentAs(alone().resolve("last.safetensors"));
    assertThat(hasState()).as("states that nobody needs any more").isFalse();
  }

  private static Ending train(SparkCluster cluster, java.nio.file.Path out) {
    try {
      return cluster.train(recipe(), out, 1, event -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasState() throws IOException {
    FileSystem files = hdfs.getFileSystem();
    try {
      RemoteIterator<? extends FileStatus> all = files.listFiles(new Path("/states"), true);
      while (all.hasNext()) {
        Path file = all.next().getPath();
        if (file.getName().endsWith(".zip") && !file.getName().startsWith(".")) {
          return true;
        }
      }
    } catch (FileNotFoundException e) {
      return false; // nothing is there yet, or it was just removed
    }
    return false;
  }

  @Test
  void imagesThereAreClassifiedWithARunThere() throws IOException {
    FileSystem files = hdfs.getFileSystem();
    files.copyFromLocalFile(new Path(alone().toUri()), new Path("/run"));
    List<Prediction> expected = new ArrayList<>();
    try (Classifier classifier = Classifier.load(alone())) {
      for (int i = 0; i < IMAGES; i++) {
        BufferedImage image = new BufferedImage(40, 30 + i, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i, i, 0xFFFFFF);
        java.nio.file.Path file = folder.resolve(i + ".png");
        ImageIO.write(image, "png", file.toFile());
        files.copyFromLocalFile(new Path(file.toUri()), new Path("/images/" + i + ".png"));
        expected.add(classifier.classify(file));
      }
    }
    List<ObjectNode> answers = new ArrayList<>();
    spark
        .cluster(address("/states"), new StopRequest())
        .classify(address("/run"), List.of(address("/images")), 1, answers::add);
    assertThat(answers).hasSize(IMAGES);
    for (ObjectNode answer : answers) {
      String path = answer.path("image").asText();
      assertThat(path).startsWith("hdfs://");
      String number = path.substring(path.lastIndexOf('/') + 1).replace(".png", "");
      assertThat(answer.path("predictions").path(0).path("class").asText())
          .isEqualTo(expected.get(Integer.parseInt(number)).label());
    }
  }
}
