package fovea.trained;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.data.TransferListener;
import fovea.experiment.Experiment;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.NormalizationKind;
import fovea.run.Run;
import fovea.train.Evaluation;
import fovea.train.Safetensors;
import fovea.train.SafetensorsReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {

  @TempDir private static Path folder;

  private static final DataCatalog CATALOG =
      new DataCatalog(Path.of("none"), TransferListener.none());
  private static DataSet data;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    DataSet all = CATALOG.load("cifar10-mini");
    data = new DataSet(all.name(), all.train().limit(256), all.test().limit(100));
    run = folder.resolve("run");
    experiment().train(run);
  }

  private static Experiment experiment() {
    Network network =
        Network.of(
            "small",
            conv(8, 3).same(),
            batchNorm(),
            relu(),
            maxPool(4),
            dropout(0.3),
            flatten(),
            linear(10));
    return Experiment.of(data, network)
        .normalize(NormalizationKind.CHANNEL)
        .epochs(1)
        .set("limit_train", 256)
        .set("limit_test", 100);
  }

  private static BufferedImage picture(int number) {
    Shape shape = data.shape();
    byte[] pixels = new byte[shape.elements()];
    data.test().copy(number, pixels);
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < shape.area(); i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | (pixels[channel * shape.area() + i] & 0xff);
      }
      picture.setRGB(i % shape.width(), i / shape.width(), rgb);
    }
    return picture;
  }

  private static byte[] png(int number) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture(number), "png", out);
    return out.toByteArray();
  }

  /** The whole chain against the evaluation of the run, with each preprocessing there is. */
  @ParameterizedTest
  @CsvSource({
    "none, , none",
    "channel, crop, none",
    "image, flip, flip",
    "contrast, , flip-shift",
    "zca, crop:24, flip",
  })
  void itSaysWhatTheEvaluationSays(String normalize, String augment, String tta)
      throws IOException {
    Path place = folder.resolve("run-" + normalize);
    Experiment experiment =
        experiment()
            .set("normalize", normalize)
            .set("tta", tta)
            .set("precision", "f32")
            .set("whitening_sample", 50);
    (augment == null ? experiment : experiment.augment(augment)).train(place);

    try (TrainedModel model = TrainedModel.of(Run.open(place));
        Classifier classifier = Classifier.load(place)) {
      Evaluation evaluation = model.evaluate(data.test(), model.views(model.views()));
      List<Prediction> predictions = classifier.classify(data.test());
      double loss = 0;
      for (int i = 0; i < predictions.size(); i++) {
        loss -= Math.log(predictions.get(i).probabilities().get(data.test().label(i)));
      }
      assertThat(loss / predictions.size())
          .isCloseTo(evaluation.metrics().loss(), within(normalize.equals("zca") ? 1e-3 : 1e-5));
      // One by one takes another program, and the same decisions.
      assertThat(classifier.classify(picture(7)).label()).isEqualTo(predictions.get(7).label());
    }
  }

  @Test
  void allFormsOfAnImageAreTheSame() throws IOException {
    Path file = Files.write(folder.resolve("image.png"), png(3));
    try (Classifier classifier = Classifier.load(run)) {
      Prediction prediction = classifier.classify(file);
      assertThat(classifier.classify(png(3))).isEqualTo(prediction);
      assertThat(classifier.classify(new ByteArrayInputStream(png(3)))).isEqualTo(prediction);
      assertThat(classifier.classify(picture(3))).isEqualTo(prediction);
      List<Object> mixed = List.of(file, png(3), new ByteArrayInputStream(png(3)), picture(3));
      List<Prediction> many = classifier.classify(mixed);
      assertThat(many).hasSize(4).allMatch(each -> each.equals(many.get(0)));
      assertThat(many.get(0).label()).isEqualTo(prediction.label());
      assertThat(many.get(0).probability()).isCloseTo(prediction.probability(), within(1e-2));
      assertThat(classifier.classify(List.of())).isEmpty();
    }
  }

  @Test
  void aPredictionRanksItsClasses() {
    Prediction prediction = new Prediction(List.of("cat", "dog", "ship"), List.of(0.2, 0.7, 0.1));
    assertThat(prediction.label()).isEqualTo("dog");
    assertThat(prediction.index()).isEqualTo(1);
    assertThat(prediction.probability()).isEqualTo(0.7);
    assertThat(prediction.top(2))
        .containsExactly(
            new Prediction.Candidate("dog", 0.7), new Prediction.Candidate("cat", 0.2));
    assertThat(prediction.top(9)).hasSize(3);
    assertThatThrownBy(() -> prediction.top(0)).hasMessage("count is 0: it must be at least 1");
  }

  /** Two threads on one model once got 116 and 100 wrong answers of 300. */
  @Test
  void threadsShareIt() throws Exception {
    try (Classifier classifier = Classifier.load(run)) {
      List<Prediction> expected = new ArrayList<>();
      List<BufferedImage> pictures = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        pictures.add(picture(i));
        expected.add(classifier.classify(pictures.get(i)));
      }
      ExecutorService threads = Executors.newFixedThreadPool(6);
      try {
        List<Future<Integer>> wrong = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
          int first = 7 * thread;
          wrong.add(
              threads.submit(
                  () -> {
                    int differences = 0;
                    for (int i = 0; i < 300; i++) {
                      int image = (first + i) % 50;
                      Prediction prediction = classifier.classify(pictures.get(image));
                      differences += prediction.equals(expected.get(image)) ? 0 : 1;
                    }
                    return differences;
                  }));
        }
        for (Future<Integer> each : wrong) {
          assertThat(each.get()).isZero();
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void aCheckpointTravelsAlone() throws IOException {
    Path alone = Files.copy(run.resolve("best.safetensors"), folder.resolve("alone.safetensors"));
    try (Classifier here = Classifier.load(run);
        Classifier there = Classifier.load(alone)) {
      assertThat(there.classify(data.test())).isEqualTo(here.classify(data.test()));
      assertThat(there.provenance().network()).isEqualTo(Run.open(run).network());
      assertThat(there.classes()).isEqualTo(data.classes());
    }
  }

  @Test
  void anOlderRunIsOpenedByItsRecipe() throws IOException {
    Path older = folder.resolve("older");
    Experiment.of(data, experiment().network()).set("epochs", 1).train(older);
    Files.delete(older.resolve("network.yaml"));
    strip(older.resolve("best.safetensors"));
    try (Classifier ofRun = Classifier.load(older);
        Classifier ofFile = Classifier.load(older.resolve("best.safetensors"))) {
      assertThat(ofFile.classify(data.test())).isEqualTo(ofRun.classify(data.test()));
    }
    Path alone = Files.move(older.resolve("best.safetensors"), folder.resolve("old.safetensors"));
    assertThatThrownBy(() -> Classifier.load(alone))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(alone + " does not say what network it is of: give the folder");
  }

  /** Takes what a checkpoint says of its origin out of its header. */
  private static void strip(Path checkpoint) throws IOException {
    List<Safetensors.Entry> tensors = new ArrayList<>();
    try (SafetensorsReader reader = SafetensorsReader.open(checkpoint)) {
      for (var parameter : experiment().network().parameters(data.shape())) {
        float[] values = reader.read(parameter.name(), parameter.dims());
        tensors.add(new Safetensors.Entry(parameter.name(), parameter.dims(), () -> values));
      }
    }
    Safetensors.write(checkpoint, Map.of("format", "pt"), tensors);
  }

  @Test
  void aDamagedHeaderIsToldWithTheNameOfItsFile() throws IOException {
    Path file = folder.resolve("header.safetensors");
    Map<String, String> texts;
    try (SafetensorsReader reader = SafetensorsReader.open(run.resolve("best.safetensors"))) {
      texts = new HashMap<>(reader.metadata());
    }
    texts.put("fovea.run", "{}");
    Safetensors.write(file, texts, List.of());
    assertThatThrownBy(() -> Classifier.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is damaged: in its header, fovea.run: it has no 'fovea'");
  }

  @Test
  void whatCannotBeLoadedOrClassifiedIsToldInALine() throws IOException {
    assertThatThrownBy(() -> Classifier.load(folder.resolve("nothing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no", "give the folder of a run");
    Path text = Files.writeString(folder.resolve("text.safetensors"), "no tensors");
    assertThatThrownBy(() -> Classifier.load(text)).isInstanceOf(IOException.class);
    try (Classifier classifier = Classifier.load(run)) {
      assertThatThrownBy(() -> classifier.classify(new byte[] {1, 2, 3}))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the array is not an image: PNG, JPEG, WebP, GIF, BMP and TIFF files are read");
      assertThatThrownBy(() -> classifier.classify(List.of("cat.png")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("an image is a java.lang.String: it must be a Path");
      ImageSet others =
          new ImageSet(Shape.image(3, 8, 8), data.classes(), new byte[1], new byte[192]);
      assertThatThrownBy(() -> classifier.classify(others))
          .hasMessage("images of 3x8x8: the network was trained on images of 3x32x32");
    }
  }

  @Test
  void onceClosedItRefuses() throws IOException {
    Classifier classifier = Classifier.load(run);
    classifier.close();
    classifier.close();
    assertThatThrownBy(() -> classifier.classify(picture(0)))
        .isInstanceOf(IllegalStateException.class);
  }
}
