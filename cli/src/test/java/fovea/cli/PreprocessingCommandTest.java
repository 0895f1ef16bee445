package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.nn.CounterBasedRandom;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normalisation, augmentation and views from the command line, on a folder of small pictures. */
class PreprocessingCommandTest {

  private static final int SIDE = 12;

  @TempDir private Path folder;
  private Path pictures;
  private Path run;
  private Caller fovea;

  @BeforeEach
  void paint() throws IOException {
    pictures = folder.resolve("pictures");
    run = folder.resolve("run");
    fovea = new Caller(folder.resolve("cache"));
    for (int kind = 0; kind < 3; kind++) {
      Path own = Files.createDirectories(pictures.resolve("kind" + kind));
      for (int i = 0; i < 20; i++) {
        ImageIO.write(picture(kind, i), "png", own.resolve(i + ".png").toFile());
      }
    }
  }

  /** Stripes whose direction is the class, in colours of chance. */
  private static BufferedImage picture(int kind, int number) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    long key = CounterBasedRandom.subkey(kind, number);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int along = List.of(x, y, x + y).get(kind) + number;
        int base = along / 3 % 2 == 0 ? 60 : 180;
        int noise = CounterBasedRandom.below(40, key, y * SIDE + x);
        image.setRGB(x, y, (base + noise) * 0x010101 & (number % 2 == 0 ? 0xffffff : 0xffff00));
      }
    }
    return image;
  }

  private Answer train(Object... more) {
    Object[] words =
        Stream.concat(
                Stream.of(
                    "train",
                    "baseline",
                    "--dataset",
                    pictures,
                    "--model",
                    "lenet5",
                    "--batch-size",
                    16,
                    "--epochs",
                    2,
                    "--out",
                    run),
                Stream.of(more))
            .toArray();
    return fovea.call(words);
  }

  private JsonNode lastEpoch() throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    return Answer.parse(lines.get(lines.size() - 2));
  }

  @ParameterizedTest
  @CsvSource({
    "channel, none",
    "image, flip",
    "contrast, flip-shift",
    "zca, none",
    "zca, flip-shift",
    "pca, flip"
  })
  void theLastEpochsLossIsThatOfAnEvaluationOfItsCheckpoint(String normalize, String tta)
      throws IOException {
    train("--normalize", normalize, "--tta", tta).succeeded();
    Files.delete(run.resolve("best.safetensors")); // so that the last epoch's is taken
    JsonNode evaluation = fovea.call("evaluate", run, "--json").succeeded().json().get(0);
    assertThat(evaluation.path("test_loss").asDouble())
        .isCloseTo(lastEpoch().path("test_loss").asDouble(), within(1e-4));
    assertThat(Files.exists(run.resolve("whitening.safetensors")))
        .isEqualTo(List.of("zca", "pca").contains(normalize));
  }

  @Test
  void givenNumbersAreThoseOfTheChannels() throws IOException {
    train("--normalize", "given", "--mean", "0.5,0.5,0.4", "--deviation", "0.2,0.2,0.3")
        .succeeded();
    JsonNode info = Answer.parse(Files.readString(run.resolve("run.json")));
    assertThat(info.path("mean").toString()).isEqualTo("[0.5,0.5,0.4]");
    assertThat(info.path("deviation").toString()).isEqualTo("[0.2,0.2,0.3]");

    run = folder.resolve("other");
    Answer refused = train("--normalize", "given", "--mean", "0.5", "--deviation", "0.2");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.messages())
        .anyMatch(line -> line.contains("mean has 1 numbers: the images have 3 channels"));
  }

  @Test
  void aWhitenedRunGoesOnWithItsOwnWhitening() throws IOException {
    train("--normalize", "zca").succeeded();
    try (Stream<Path> fits = Files.list(folder.resolve("cache/whitening"))) {
      for (Path fit : fits.toList()) {
        Files.delete(fit); // the run has its own
      }
    }
    fovea.call("train", "--resume", run, "--epochs", 3).succeeded();
    assertThat(lastEpoch().path("epoch").asInt()).isEqualTo(3);

    Files.delete(run.resolve("whitening.safetensors"));
    Answer refused = fovea.call("evaluate", run);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.messages())
        .containsExactly(
            "fovea: there is no %s: without it the run's images cannot be whitened"
                .formatted(run.resolve("whitening.safetensors")));
  }

  /** What is blanked has the training images' mean colour, whatever the network is given. */
  @ParameterizedTest
  @CsvSource({"none", "image", "channel"})
  void aRunThatGoesOnBlanksWithTheSameColour(String normalize) throws IOException {
    Object[] flags = {"--normalize", normalize, "--augment", "cutout:6"};
    train(flags).succeeded();
    fovea.call("train", "--resume", run, "--epochs", 3).succeeded();
    JsonNode resumed = lastEpoch();
    Path whole = folder.resolve("whole");
    fovea
        .call(
            "train",
            run.resolve("recipe.yaml"), // with three epochs by now
            "--out",
            whole)
        .succeeded();
    run = whole;
    assertThat(lastEpoch().path("train_loss")).isEqualTo(resumed.path("train_loss"));
    assertThat(lastEpoch().path("test_loss")).isEqualTo(resumed.path("test_loss"));
  }

  @Test
  void aPredictionWhitensAndVotesLikeAnEvaluation() throws IOException {
    train("--normalize", "zca", "--tta", "flip-shift").succeeded();
    JsonNode answer =
        fovea
            .call("predict", run, pictures.resolve("kind1/3.png"), "--json")
            .succeeded()
            .json()
            .get(0);
    double sum = 0;
    for (JsonNode prediction : answer.path("predictions")) {
      sum += prediction.path("probability").asDouble();
    }
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Test
  void allAugmentationsTrainTogether() throws IOException {
    train(
            "--augment",
            "crop:12,pad-crop:2,reflect-crop:2,flip,alternate-flip,rotate,translate,scale,jitter,"
                + "hue,rand-augment,trivial-augment,cutout:3,erase,mixup,cutmix",
            "--optimizer",
            "muon",
            "--momentum",
            "0.9",
            "--lr",
            "0.02",
            "--schedule",
            "plateau",
            "--period",
            "1",
            "--batch-norm",
            "--batch-norm-place",
            "after",
            "--channel-dropout",
            "0.1")
        .succeeded();
    assertThat(lastEpoch().path("train_loss").asDouble()).isBetween(0.5, 3.0);
  }

  /** Damaged pictures would be told of if they were decoded. */
  @ParameterizedTest
  @CsvSource({
    "crop:13, 0, from 1 to 12, 12x12",
    "reflect-crop:12, 0, below 12, 12x12",
    "crop:11, 10, from 1 to 10, 10x10"
  })
  void whatIsLargerThanTheImagesIsRefusedBeforeTheyAreRead(
      String augment, int side, String reason, String shape) throws IOException {
    Path picture = pictures.resolve("kind0/0.png");
    byte[] bytes = Files.readAllBytes(picture);
    Files.write(picture, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(train("--augment", augment, "--image-size", side).failure(Fovea.USAGE))
        .startsWith("augment " + augment + ": ")
        .contains(reason, shape);
    assertThat(run).doesNotExist();
    if (side > 0) {
      assertThat(
              fovea
                  .call("train", "--dataset", "none", "--augment", augment, "--image-size", side)
                  .failure(Fovea.USAGE))
          .contains(reason, shape);
    } else {
      assertThat(fovea.call("data", "show", pictures, "--augment", augment).failure(Fovea.USAGE))
          .contains(reason, shape);
    }
  }

  @Test
  void aGridShowsOriginalsAndVariants() throws IOException {
    Path file = folder.resolve("grid.png");
    fovea
        .call("data", "show", pictures, "--augment", "rotate,mixup", "--images", 3, "--out", file)
        .succeeded();
    BufferedImage grid = ImageIO.read(file.toFile());
    assertThat(grid.getWidth()).isBetween(1400, 2000);
    assertThat(grid.getHeight()).isBetween(700, 800); // with the weights below each variant
    assertThat(folder.resolve("grid.svg"))
        .content()
        .contains("rotate, mixup")
        .containsPattern("\\d+ \\+ \\d+%");
    assertThat(fovea.call("data", "show", pictures, "--images", 0, "--out", file).messages())
        .contains("fovea: --images is 0: it must be from 1 to 100");
  }

  @Test
  void aGridShowsEveryClassAndNoVariantTwice() throws IOException {
    Path file = folder.resolve("grid.png");
    fovea
        .call("data", "show", pictures, "--normalize", "zca", "--images", 3, "--out", file)
        .succeeded();
    String drawn = Files.readString(folder.resolve("grid.svg"));
    assertThat(drawn).contains("kind0", "kind1", "kind2");
    assertThat(drawn.split("<image", -1)).as("an original and its whitened form").hasSize(1 + 6);
  }

  @Test
  void aSearchForARateDrawsWhatItFound() throws IOException {
    Path base = folder.resolve("rates");
    JsonNode found =
        fovea
            .call(
                "lr-find",
                "baseline",
                "--dataset",
                pictures,
                "--model",
                "lenet5",
                "--batch-size",
                16,
                "--normalize",
                "channel",
                "--momentum",
                0.9,
                "--out",
                base,
                "--json")
            .succeeded()
            .json()
            .get(0);
    assertThat(found.path("suggestion").asDouble()).isBetween(1e-4, 1.0);
    assertThat(found.path("suggestion").asDouble())
        .isLessThan(found.path("lowest_loss_at").asDouble());
    assertThat(Files.readAllLines(folder.resolve("rates.csv")))
        .hasSize(found.path("steps").asInt() + 1)
        .startsWith("rate,loss,smoothed");
    assertThat(folder.resolve("rates.png")).isNotEmptyFile();
    assertThat(folder.resolve("rates.svg")).isNotEmptyFile();
    assertThat(fovea.call("lr-find", "--from", 1, "--to", 0.1).messages())
        .contains("fovea: --from is 1.0 and --to is 0.1: rates must be above 0, and rise");
  }

  @Test
  void aLossThatDoesNotFallSuggestsNoRate() {
    Answer answer =
        fovea
            .call(
                "lr-find",
                "baseline",
                "--dataset",
                pictures,
                "--model=lenet5",
                "--batch-size=16",
                "--steps=40",
                "--to=1e-3",
                "--out",
                folder.resolve("flat"))
            .succeeded();

    assertThat(answer.results())
        .singleElement()
        .asString()
        .contains("too little to suggest a rate: try --normalize channel, --steps 80");
    assertThat(answer.messages()).as("epochs").noneMatch(line -> line.startsWith("epoch "));
    assertThat(folder.resolve("flat.png")).isNotEmptyFile();
  }

  @Test
  void everyNormalisationIsShown() throws IOException {
    List<String> lines = fovea.call("data", "info", pictures).succeeded().results();
    for (String name : List.of("none", "channel", "image-average", "given", "image", "contrast")) {
      assertThat(lines).anyMatch(line -> line.startsWith("  " + name + " "));
    }
    // 48 of 60 pictures are trained on; 432 numbers, of 144 pixels.
    assertThat(lines)
        .anyMatch(line -> line.strip().startsWith("144 deviations: mean 0.19"))
        .anyMatch(line -> line.strip().startsWith("48 deviations: mean 0.2"))
        .anyMatch(
            line ->
                line.strip()
                    .endsWith(" of them are below 0.0833, which is used as divisor instead"))
        .anyMatch(
            line ->
                line.strip()
                    .endsWith(" of them are below 0.0481, which is used as divisor instead"))
        .anyMatch(
            line -> line.strip().startsWith("432 components of 48 images, with variances from"))
        .anyMatch(line -> line.strip().startsWith("the first 1, 10, 100 hold "))
        .anyMatch(line -> line.strip().startsWith("with epsilon 0.01 the first is multiplied by"));

    JsonNode json = fovea.call("data", "info", pictures, "--json").succeeded().json().get(0);
    JsonNode all = json.path("normalizations");
    assertThat(Answer.keys(all))
        .containsExactly("channel", "image-average", "image", "contrast", "zca", "pca");
    assertThat(all.path("channel").path("mean")).isEqualTo(json.path("mean"));
    assertThat(all.path("image").path("deviations").asInt()).isEqualTo(144);
    // Odd pictures have no blue: 30, of which 5 are tested.
    assertThat(all.path("image").path("below_least_divisor").asInt()).isEqualTo(25);
    assertThat(all.path("contrast").path("below_least_divisor").asInt()).isZero();
    JsonNode variances = json.path("component_variances");
    assertThat(variances).hasSize(432);
    double sum = 0;
    for (JsonNode variance : variances) {
      sum += variance.asDouble();
    }
    assertThat(all.path("zca").path("share_of_first").path("1").asDouble())
        .isCloseTo(variances.get(0).asDouble() / sum, within(1e-6));
    assertThat(all.path("zca").path("components_holding").path("0.99").asInt()).isBetween(2, 48);
    assertThat(all.path("pca").path("sample").asInt()).isEqualTo(48);
  }

  @Test
  void aSpectrumIsKeptAndADamagedOneIsMeasuredAgain() throws IOException {
    List<String> first = fovea.call("data", "info", pictures, "--json").succeeded().results();
    Path kept;
    try (Stream<Path> files = Files.list(folder.resolve("cache/whitening"))) {
      kept = files.toList().get(0);
    }
    assertThat(fovea.call("data", "info", pictures, "--json").succeeded().results())
        .isEqualTo(first);
    Files.writeString(kept, "damaged");
    assertThat(fovea.call("data", "info", pictures, "--json").succeeded().results())
        .isEqualTo(first);
  }

  @Test
  void imagesTooLargeToBeWhitenedAreToldOfAllTheSame() throws IOException {
    Path large = folder.resolve("large");
    for (int i = 0; i < 5; i++) {
      Path file = Files.createDirectories(large.resolve("kind")).resolve(i + ".png");
      ImageIO.write(new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }
    assertThat(fovea.call("data", "info", large).succeeded().results())
        .anyMatch(line -> line.strip().startsWith("4 of them are below")) // all are black
        .last()
        .asString()
        .endsWith(" images of 10,800 values are not whitened: at most 8,192");
    assertThat(fovea.call("data", "info", large, "--whitening").succeeded().results())
        .last()
        .asString()
        .endsWith(" at most 8,192");
  }
}
