package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fovea.engine.Engines;
import fovea.run.Run;
import fovea.trained.Classifier;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColoursTest {

  private static final Map<String, Color> COLOURS =
      Map.of("blue", Color.BLUE, "red", Color.RED, "yellow", Color.YELLOW);

  @TempDir Path folder;

  @Test
  void trainsAndClassifiesWithWhatTheDependencyBrings() throws IOException {
    for (String colour : COLOURS.keySet()) {
      Path images = Files.createDirectories(folder.resolve("images").resolve(colour));
      for (int i = 0; i < 60; i++) {
        draw(COLOURS.get(colour), 20 + i % 4, images.resolve(i + ".png"));
      }
    }

    Run run = Colours.train(folder.resolve("images"), folder.resolve("run"));

    assertEquals(1, run.history().last().testAccuracy());
    try (Classifier classifier = Classifier.load(run.folder())) {
      for (String colour : COLOURS.keySet()) {
        assertEquals(colour, classifier.classify(folder.resolve("images/" + colour + "/7.png")).label());
      }
    }
  }

  @Test
  void theFastEngineComesAlong() {
    assertTrue(Engines.named("auto").name().startsWith("onednn"));
  }

  @Test
  void nothingThatDrawsComesAlong() {
    String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    assertTrue(classPath.contains("fovea-runs"), classPath);
    for (String unwanted : new String[] {"xchart", "batik", "boofcv", "liblinear", "picocli"}) {
      assertFalse(classPath.contains(unwanted), unwanted + " in " + classPath);
    }
  }

  private static void draw(Color colour, int side, Path file) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, side, side);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }
}
