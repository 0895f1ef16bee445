package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.experiment.Training;
import fovea.recipe.RecipeReader;
import fovea.train.StopRequest;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.UDFRegistration;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images classified by executors. */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClassifyTest {

  private static final int IMAGES = 70;

  @TempDir private static Path folder;
  private static LocalCluster cluster;
  private static SparkSession spark;
  private static Path run;
  private static Map<String, Prediction> expected;

  @BeforeAll
  static void trainAndDraw() throws IOException {
    cluster = LocalCluster.start();
    spark = SparkSession.builder().sparkContext(cluster.spark().sc()).getOrCreate();
    run = folder.resolve("run");
    DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
    new Training(catalog, new StopRequest(), List.of(), event -> {}, "fovea test", "en")
        .train(
            RecipeReader.read(
                Optional.of("baseline"),
                Map.of(
                    "dataset", "cifar10-mini",
                    "model", "lenet5",
                    "limit_train", "300",
                    "limit_test", "50",
                    "epochs", "1",
                    "precision", "f32")),
            Optional.of(run));
    Path images = Files.createDirectories(folder.resolve("images"));
    expected = new HashMap<>();
    try (Classifier classifier = Classifier.load(run)) {
      for (int i = 0; i < IMAGES; i++) {
        Path file = images.resolve(i + ".png");
        ImageIO.write(picture(i), "png", file.toFile());
        expected.put(file.getFileName().toString(), classifier.classify(file));
      }
    }
    Files.writeString(images.resolve("broken.png"), "no picture");
  }

  /** A disc on a ground, of another size and other colours for each number. */
  private static BufferedImage picture(int number) {
    BufferedImage image =
        new BufferedImage(40 + number, 60 - number / 2, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.getHSBColor(number / 10f, 1, 1));
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(Color.getHSBColor(number / 7f, 0.5f, 0.5f));
    graphics.fillOval(number / 2, 5, 20, 20);
    graphics.dispose();
    return image;
  }

  @AfterAll
  static void leave() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Dataset<Row> files() {
    return spark.read().format("binaryFile").load(folder.resolve("images").toString());
  }

  @Test
  void imagesAreClassifiedAsByOneProcess() {
    List<Row> found =
        files()
            .mapPartitions(new ClassifyImages("other:" + run), ClassifyImages.rows())
            .collectAsList();
    assertThat(found).hasSize(IMAGES + 1);
    List<String> unreadable = new ArrayList<>();
    for (Row row : found) {
      String path = row.getAs("path");
      Prediction prediction = expected.get(path.substring(path.lastIndexOf('/') + 1));
      if (prediction == null) {
        unreadable.add(row.getAs("problem"));
      } else {
        assertThat(row.<String>getAs("label")).isEqualTo(prediction.label());
        assertThat(row.<Double>getAs("probability"))
            .isCloseTo(prediction.probability(), within(1e-5));
      }
    }
    assertThat(unreadable).hasSize(1);
    assertThat(unreadable.get(0)).contains("broken.png");
  }

  @Test
  void aFolderIsClassifiedByTheCommand() throws IOException {
    List<ObjectNode> answers = new ArrayList<>();
    Path shared = folder.resolve("states");
    cluster
        .cluster(shared, new StopRequest())
        .classify(run.toString(), List.of(folder.resolve("images").toString()), 2, answers::add);
    assertThat(answers).hasSize(IMAGES + 1);
    for (ObjectNode answer : answers) {
      String path = answer.path("image").asText();
      Prediction prediction = expected.get(path.substring(path.lastIndexOf('/') + 1));
      if (prediction == null) {
        assertThat(answer.path("problem").asText()).contains("broken.png");
      } else {
        assertThat(answer.path("predictions")).hasSize(2);
        JsonNode first = answer.path("predictions").path(0);
        assertThat(first.path("class").asText()).isEqualTo(prediction.label());
        assertThat(first.path("probability").asDouble())
            .isCloseTo(prediction.probability(), within(1e-5));
      }
    }
  }

  @Test
  void filesThatAreNotThereAreNamed() {
    assertThatThrownBy(
            () ->
                cluster
                    .cluster(folder.resolve("states"), new StopRequest())
                    .classify(run.toString(), List.of("/nowhere/*.png"), 1, answer -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere/*.png");
  }

  @Test
  void aRunThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () ->
                cluster
                    .cluster(folder.resolve("states"), new StopRequest())
                    .classify(
                        "/nowhere/run",
                        List.of(folder.resolve("images").toString()),
                        1,
                        answer -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere/run");
  }

  /** It is registered as by Python's {@code registerJavaFunction}. */
  @Test
  void aFunctionOfSqlClassifiesOneImage() {
    ((UDFRegistration) spark.udf())
        .registerJava(
            "classify",
            ClassifyImage.class.getName(),
            StructType.fromDDL("label string, probability double"));
    List<Row> found =
        files()
            .selectExpr("path", "classify('" + run + "', content) AS found")
            .selectExpr("path", "found.label", "found.probability")
            .collectAsList();
    assertThat(found).hasSize(IMAGES + 1);
    for (Row row : found) {
      String path = row.getAs("path");
      Prediction prediction = expected.get(path.substring(path.lastIndexOf('/') + 1));
      assertThat(row.<String>getAs("label"))
          .isEqualTo(prediction == null ? null : prediction.label());
    }
  }

  /** Ten partitions on two executors. */
  @Test
  void aRunIsLoadedOnceAnExecutor() {
    String name = run.toString();
    List<String> loaded =
        cluster
            .spark()
            .parallelize(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 10)
            .map(
                number ->
                    ProcessHandle.current().pid()
                        + " "
                        + System.identityHashCode(LoadedRuns.get(name)))
            .distinct()
            .collect();
    assertThat(loaded).hasSizeBetween(1, 2);
  }
}
