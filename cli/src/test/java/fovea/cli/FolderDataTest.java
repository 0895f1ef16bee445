package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on a folder of images: subsets of it, and what happens when it changes. */
class FolderDataTest {

  @TempDir private Path folder;
  private Path photos;
  private Path run;
  private Trainer fovea;

  /** The command, with short words for a training on the folder. */
  private record Trainer(Caller caller, Path photos, Path run) {
    Answer train(Object... more) {
      Object[] words = {
        "--dataset",
        photos,
        "--model",
        "lenet5",
        "--epochs",
        1,
        "--batch-size",
        8,
        "--limit-train",
        0,
        "--limit-test",
        0
      };
      Object[] all = Arrays.copyOf(words, words.length + more.length);
      System.arraycopy(more, 0, all, words.length, more.length);
      return caller.train(run, all);
    }
  }

  @BeforeEach
  void paint() throws IOException {
    photos = folder.resolve("photos");
    run = folder.resolve("run");
    fovea = new Trainer(new Caller(folder.resolve("cache")), photos, run);
    for (String name : List.of("ant", "bee", "cat", "dog")) {
      for (int i = 0; i < 10; i++) {
        paint(photos.resolve(name).resolve(i + ".png"), name.charAt(0), i);
      }
    }
  }

  private static Path paint(Path file, int kind, int number) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(kind * 37 % 256, kind * 59 % 256, 20 * number));
    graphics.fillRect(0, 0, 20 + number, 16);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void aVeryLongNameIsWrittenInFullAndKeepsTheTableAligned() throws IOException {
    String name = "Microtus agrestis, seen from above on snow ".repeat(3).strip();
    for (int i = 0; i < 10; i++) {
      paint(photos.resolve(name).resolve(i + ".png"), 'm', i);
    }
    fovea.train().succeeded();
    List<String> rows =
        fovea.caller().call("evaluate", run).succeeded().results().stream()
            .filter(line -> line.contains(name) || line.matches("\\s*\\d ant .*"))
            .toList();
    assertThat(rows).hasSize(4); // scores, and the confusion matrix
    assertThat(rows.get(0)).hasSameSizeAs(rows.get(1));
    assertThat(rows.get(2)).hasSameSizeAs(rows.get(3));
    assertThat(
            fovea
                .caller()
                .call("predict", run, photos.resolve("ant/0.png"), "--top", 5)
                .succeeded()
                .results())
        .anyMatch(line -> line.contains(name + " "));
  }

  /** How many test images of each class an evaluation of the run has. */
  private List<Integer> tested() {
    JsonNode confusion =
        fovea.caller().call("evaluate", run, "--json").succeeded().json().get(0).path("confusion");
    List<Integer> counts = new ArrayList<>();
    for (JsonNode row : confusion) {
      int count = 0;
      for (JsonNode cell : row) {
        count += cell.asInt();
      }
      counts.add(count);
    }
    return counts;
  }

  @Test
  void heldOutImagesAreOfAllClasses() {
    fovea.train("--holdout", 8).succeeded();
    assertThat(tested()).containsExactly(2, 2, 2, 2);
  }

  @Test
  void limitedImagesAreOfAllClasses() {
    Answer answer =
        fovea
            .caller()
            .train(
                run,
                "--dataset",
                photos,
                "--limit-train",
                8,
                "--limit-test",
                4,
                "--epochs",
                1,
                "--batch-size",
                8);
    answer.succeeded();
    assertThat(tested()).containsExactly(1, 1, 1, 1);
  }

  /** The last message of a command that failed after it read images. */
  private static String refusal(Answer answer) {
    assertThat(answer.status()).isEqualTo(1);
    return answer.messages().get(answer.messages().size() - 1);
  }

  @Test
  void aRunGoesOnWithItsOwnImagesOnly() throws IOException {
    fovea.train().succeeded();
    Path extra = paint(photos.resolve("ant/extra.png"), 'a', 3);
    assertThat(refusal(fovea.caller().call("train", "--resume", run, "--epochs", 2)))
        .contains("images of " + photos + " are not those of the run", "now");
    Files.delete(extra);
    paint(photos.resolve("elk/1.png"), 'e', 1);
    assertThat(refusal(fovea.caller().call("train", "--resume", run, "--epochs", 2)))
        .contains("elk is new");
    Files.delete(photos.resolve("elk/1.png"));
    Files.delete(photos.resolve("elk"));
    fovea.caller().call("train", "--resume", run, "--epochs", 2).succeeded();
  }

  @Test
  void theNewPlaceOfImagesCanBeNamed() throws IOException {
    fovea.train().succeeded();
    List<Integer> before = tested();
    Path moved = Files.move(photos, folder.resolve("elsewhere"));
    assertThat(fovea.caller().call("evaluate", run).failure(2)).contains("--dataset");
    fovea.caller().call("evaluate", run, "--dataset", moved).succeeded();
    fovea
        .caller()
        .call("explain", run, "--dataset", moved, "--out", folder.resolve("page"))
        .succeeded();
    fovea.caller().call("train", "--resume", run, "--dataset", moved, "--epochs", 2).succeeded();
    assertThat(tested()).isEqualTo(before);
  }

  @Test
  void oneClassIsRefused() throws IOException {
    Path one = folder.resolve("one");
    paint(one.resolve("cat/1.png"), 'c', 1);
    paint(one.resolve("cat/2.png"), 'c', 2);
    assertThat(fovea.caller().train(run, "--dataset", one).failure(2))
        .contains(one + " has one class", "at least two");
    fovea.caller().call("data", "info", one).succeeded();
  }

  @Test
  void imagesMayBeListedInAFileAndNeedNotBeSquare() throws IOException {
    StringBuilder csv = new StringBuilder("file,label\n");
    for (int i = 0; i < 10; i++) {
      paint(folder.resolve("mixed/" + i + ".png"), i < 8 ? 'a' : 'b', i);
      csv.append("mixed/").append(i).append(".png,").append(i < 8 ? "ant" : "bee").append('\n');
    }
    Path list = Files.writeString(folder.resolve("list.csv"), csv);
    assertThat(fovea.caller().call("data", "info", list).succeeded().results())
        .anyMatch(line -> line.startsWith("ant has more training images than bee"));
    for (String balance : List.of("weights", "sampling")) {
      Path trained = folder.resolve(balance);
      new Trainer(fovea.caller(), list, trained)
          .train(
              "--image-size",
              "36x32",
              "--augment",
              "resized-crop,flip",
              "--stream",
              "--balance",
              balance)
          .succeeded();
      JsonNode scores =
          fovea.caller().call("evaluate", trained, "--json").succeeded().json().get(0);
      assertThat(scores.path("class_scores").path("ant").path("images").asInt()).isEqualTo(1);
    }
  }

  @Test
  void damagedImagesAreAnErrorUnlessTheyAreSkipped() throws IOException {
    Path damaged = Files.writeString(photos.resolve("ant/damaged.png"), "text");
    Answer refused = fovea.train();
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.messages()).last().asString().contains(damaged.toString(), "--skip-damaged");
    fovea.train("--skip-damaged").succeeded();
    fovea.caller().call("evaluate", run).succeeded();
  }

  @Test
  void imagesThatAreThereTwiceAreNamed() throws IOException {
    Files.copy(photos.resolve("ant/0.png"), photos.resolve("ant/copy.png"));
    JsonNode info = fovea.caller().call("data", "info", photos, "--json").succeeded().json().get(0);
    JsonNode found = info.path("duplicates");
    assertThat(found.path("same_in_train").asInt() + found.path("same_in_test").asInt())
        .isPositive();
    assertThat(found.path("examples").toString()).contains("copy.png");
  }

  @Test
  void theCacheOfImagesCanBeCleaned() {
    assertThat(fovea.caller().call("data", "clean").succeeded().results().get(0))
        .isEqualTo("0.0 MB of decoded images removed from the cache");
  }

  @Test
  void theImageSizeAndTheProportionsCanBeChosen() throws IOException {
    paint(photos.resolve("ant/0.png"), 'a', 0);
    assertThat(fovea.caller().call("data", "info", photos, "--image-size", 16).results().get(0))
        .contains("3x16x16");
    assertThat(fovea.caller().call("data", "info", photos, "--resize", "stretch").failure(2))
        .contains("resize is 'stretch'", "crop, squash, pad");
    fovea.train("--resize", "pad", "--image-size", 32, "--ignore-exif").succeeded();
  }

  @Test
  void aFileThatIsTooLargeDoesNotStopTheOthers() throws IOException {
    fovea.train().succeeded();
    Path sparse = folder.resolve("sparse.png");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
    Answer answer = fovea.caller().call("predict", run, sparse, photos.resolve("ant/1.png"));
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.results()).contains(photos.resolve("ant/1.png").toString());
    assertThat(answer.messages().get(0)).contains("sparse.png has more than 1024 MB");
  }

  @Test
  void besideValidationImagesTheTestImagesAreEvaluated() throws IOException {
    for (String name : List.of("ant", "bee")) {
      for (int i = 0; i < 4; i++) {
        paint(folder.resolve("split/train/" + name + "/" + i + ".png"), name.charAt(0), i);
        paint(folder.resolve("split/test/" + name + "/" + i + ".png"), name.charAt(0), i);
      }
      paint(folder.resolve("split/valid/" + name + "/1.png"), name.charAt(0), 1);
    }
    Answer trained =
        fovea.caller().train(run, "--dataset", folder.resolve("split"), "--epochs", 1).succeeded();
    assertThat(trained.messages())
        .anyMatch(line -> line.contains("val. loss"))
        .anyMatch(line -> line.contains("images for validation"))
        .noneMatch(line -> line.contains("test loss  "));
    assertThat(tested()).containsExactly(4, 4);
    Answer info = fovea.caller().call("data", "info", folder.resolve("split"), "--json");
    assertThat(info.json().get(0).path("final_test_images").asInt()).isEqualTo(8);

    Files.delete(folder.resolve("split/test/ant/3.png"));
    Answer changed = fovea.caller().call("evaluate", run);
    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.messages().get(changed.messages().size() - 1))
        .contains("the final test images of", "there were 8 and are 7 now");
  }
}
