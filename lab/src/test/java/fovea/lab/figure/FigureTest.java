package fovea.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class FigureTest {

  @TempDir private Path folder;

  private static Document parse(Path svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(svg.toFile());
  }

  private static Consumer<Canvas> square(int left, Color color) {
    return canvas -> canvas.fill(Canvas.rectangle(left, 0, 10, 10), color);
  }

  @Test
  void aFigureIsTheSameInBothFormats() throws Exception {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(1, 0, 0xFF8000);
    Figure figure =
        new Figure(
            "a square",
            40,
            20,
            canvas -> {
              square(0, Color.RED).accept(canvas);
              canvas.picture(picture, 20, 0, 20, 10);
              canvas.text("été", 20, 18, Canvas.Anchor.MIDDLE, 8, Palette.INK);
            });
    assertThat(figure.write(folder.resolve("a.b")))
        .containsExactly(folder.resolve("a.b.svg"), folder.resolve("a.b.png"));

    BufferedImage pixels = ImageIO.read(folder.resolve("a.b.png").toFile());
    assertThat(pixels.getWidth()).isEqualTo(80);
    assertThat(pixels.getRGB(10, 10)).isEqualTo(Color.RED.getRGB());
    assertThat(pixels.getRGB(50, 10)).isEqualTo(Color.BLACK.getRGB());
    assertThat(pixels.getRGB(70, 10)).isEqualTo(0xFFFF8000);
    assertThat(pixels.getRGB(2, 35)).isEqualTo(Color.WHITE.getRGB());

    Document svg = parse(folder.resolve("a.b.svg"));
    assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 40 20");
    Element text = (Element) svg.getElementsByTagName("text").item(0);
    assertThat(text.getTextContent()).isEqualTo("été");
    assertThat(text.getAttribute("text-anchor")).isEqualTo("middle");
    assertThat(text.getAttribute("x")).isEqualTo("20");
    assertThat(((Element) svg.getElementsByTagName("image").item(0)).getAttribute("xlink:href"))
        .startsWith("data:image/png;base64,");
  }

  @Test
  void anAnimationShowsFrameAfterFrame() throws Exception {
    List<Color> colors = List.of(Color.RED, Color.GREEN, Color.BLUE);
    List<Consumer<Canvas>> frames =
        IntStream.range(0, 3).mapToObj(i -> square(10 * i, colors.get(i))).toList();
    new Animation("squares", 30, 10, canvas -> {}, frames, 0.25).write(folder.resolve("a"));

    List<BufferedImage> shown = gif(folder.resolve("a.gif"));
    assertThat(shown).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(shown.get(i).getRGB(10 * i + 5, 5)).isEqualTo(colors.get(i).getRGB());
      assertThat(shown.get(i).getRGB((10 * i + 15) % 30, 5)).isEqualTo(Color.WHITE.getRGB());
    }
    Document svg = parse(folder.resolve("a-animated.svg"));
    assertThat(svg.getElementsByTagName("animate").getLength()).isEqualTo(3);
    Element second = (Element) svg.getElementsByTagName("animate").item(1);
    assertThat(second.getAttribute("keyTimes")).isEqualTo("0;0.333333;0.666667");
    assertThat(second.getAttribute("dur")).isEqualTo("0.750s");
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
  }

  private static List<BufferedImage> gif(Path file) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream stream = ImageIO.createImageInputStream(Files.newInputStream(file))) {
      reader.setInput(stream);
      return IntStream.range(0, reader.getNumImages(true)).mapToObj(i -> read(reader, i)).toList();
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage read(ImageReader reader, int number) {
    try {
      return reader.read(number);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void coloursRunFromEndToEnd() {
    assertThat(Palette.viridis(-1)).isEqualTo(Palette.viridis(0)).isEqualTo(new Color(0x440154));
    assertThat(Palette.viridis(1)).isEqualTo(new Color(0xFDE725));
    assertThat(Palette.diverging(0)).isEqualTo(Color.WHITE);
    assertThat(Palette.diverging(-2))
        .isEqualTo(Palette.categorical(0))
        .isEqualTo(Palette.categorical(10));
    assertThat(Palette.lighter(Color.BLACK, 1)).isEqualTo(Color.WHITE);
  }

  @Test
  void tenClassesHaveColoursThatAreToldApart() {
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < i; j++) {
        float[] one = Palette.categorical(i).getRGBColorComponents(null);
        float[] other = Palette.categorical(j).getRGBColorComponents(null);
        double squares = 0;
        for (int k = 0; k < one.length; k++) {
          squares += (one[k] - other[k]) * (one[k] - other[k]);
        }
        assertThat(Math.sqrt(squares)).as("colours %s and %s", i, j).isGreaterThan(0.15);
      }
    }
  }

  /** What is darker in print is less. */
  @ParameterizedTest
  @ValueSource(ints = {0, 25, 50, 75, 99})
  void viridisGrowsLighter(int percent) {
    assertThat(lightness(Palette.viridis((percent + 1) / 100.0)))
        .isGreaterThan(lightness(Palette.viridis(percent / 100.0)));
  }

  private static double lightness(Color color) {
    return 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
  }

  @Test
  void nothingIsDrawnOnNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Figure("none", 0, 10, canvas -> {}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Animation("none", 10, 10, canvas -> {}, List.of(), 1))
        .withMessage("an animation needs at least one frame");
  }
}
