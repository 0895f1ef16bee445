package fovea.lab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.figure.SvgFile;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The learning curves of a run. */
class CurvesTest {

  private static final int TRAIN = 0x0072B2;
  private static final int TEST = 0xD55E00;
  private static final int TRAIN_EVALUATED = 0x009E73;

  /** The rows of the image that hold title, plot and axis, but no legend. */
  private static final int ABOVE_LEGEND = 720;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 12, 200})
  void bothCurvesAreInTheirColours(int epochs) throws IOException {
    BufferedImage image = ImageIO.read(draw(epochs).folder().resolve("curves.png").toFile());

    assertThat(image.getWidth()).isEqualTo(1920);
    assertThat(image.getHeight()).isGreaterThan(880);
    for (int half = 0; half < 2; half++) {
      BufferedImage plot = image.getSubimage(half * 960, 0, 960, ABOVE_LEGEND);
      assertThat(count(plot, TRAIN)).as("training").isGreaterThan(100);
      assertThat(count(plot, TEST)).as("test").isGreaterThan(100);
      assertThat(count(plot, 0xFFFFFF)).as("paper").isGreaterThan(960 * ABOVE_LEGEND / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void theVectorFigureIsWellFormed(int epochs)
      throws IOException, ParserConfigurationException, SAXException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    Run run = draw(epochs);
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Element root =
        factory
            .newDocumentBuilder()
            .parse(run.folder().resolve("curves.svg").toFile())
            .getDocumentElement();

    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getAttribute("viewBox")).startsWith("0 0 960 ");
    assertThat(Files.readString(run.folder().resolve("curves.svg")))
        .contains("rgb(0,114,178)", "rgb(213,94,0)")
        .doesNotContain("NaN");
  }

  @Test
  void trainingImagesInEvaluationModeHaveALineOfTheirOwnAndTheGapIsExplained() throws Exception {
    Run run =
        Run.create(Optional.of(folder.resolve("run")), RecipeReader.read("baseline", Map.of()));
    for (int epoch = 1; epoch <= 5; epoch++) {
      run.append(
          epoch(epoch)
              .put("train_evaluated_loss", 2 / Math.sqrt(epoch))
              .put("train_evaluated_accuracy", 1 - 0.7 / Math.sqrt(epoch)));
    }
    Curves.draw(run, Texts.of("run", "en"));
    BufferedImage image = ImageIO.read(run.folder().resolve("curves.png").toFile());

    for (int half = 0; half < 2; half++) {
      BufferedImage plot = image.getSubimage(half * 960, 0, 960, ABOVE_LEGEND);
      assertThat(count(plot, TRAIN_EVALUATED)).isGreaterThan(100);
    }
    Path svg = run.folder().resolve("curves.svg");
    assertThat(Files.readString(svg)).contains("rgb(0,158,115)");
    assertThat(SvgFile.read(svg).texts()).contains("gap");
  }

  @Test
  void theTextOfTheVectorFigureIsTextAndTheFileSmall() throws Exception {
    Path svg = draw(30).folder().resolve("curves.svg");
    assertThat(SvgFile.read(svg).check().texts())
        .contains("epoch", "cross-entropy", "test", "20")
        .anyMatch(text -> text.matches("60\\h?%"));
    assertThat(Files.size(svg)).isLessThan(40_000);
  }

  @Test
  void aRunWithoutAnEpochHasNoFigure() throws IOException {
    assertThat(draw(0).folder().resolve("curves.png")).doesNotExist();
  }

  private Run draw(int epochs) throws IOException {
    Run run =
        Run.create(Optional.of(folder.resolve("run")), RecipeReader.read("baseline", Map.of()));
    run.append(JsonNodeFactory.instance.objectNode().put("event", "start"));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      run.append(epoch(epoch));
    }
    Curves.draw(run, Texts.of("run", "en"));
    return run;
  }

  private static ObjectNode epoch(int epoch) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "epoch")
        .put("epoch", epoch)
        .put("train_loss", 2.3 / Math.sqrt(epoch))
        .put("test_loss", 0.4 + 2 / Math.sqrt(epoch))
        .put("train_accuracy", 1 - 0.8 / Math.sqrt(epoch))
        .put("test_accuracy", 0.9 - 0.8 / Math.sqrt(epoch));
  }

  private static long count(BufferedImage image, int color) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == color ? 1 : 0;
      }
    }
    return count;
  }
}
