package fovea.lab.understand;

import static fovea.nn.Layers.conv;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.figure.Charts;
import fovea.lab.figure.Figure;
import fovea.lab.figure.SvgFile;
import fovea.lab.words.Texts;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** The text of figures: searchable, and in a font that the file carries. */
class FigureTextTest {

  private static final Shape INPUT = Shape.image(3, 32, 32);

  private static final int MAX_STILL = 60_000;
  private static final int MAX_WINDOW = 200_000;

  @TempDir private Path folder;

  private SvgFile written(Figure figure) throws Exception {
    return written(figure, MAX_STILL);
  }

  private SvgFile written(Figure figure, int maxBytes) throws Exception {
    figure.write(folder.resolve("figure"));
    return SvgFile.read(folder.resolve("figure.svg")).check(maxBytes);
  }

  @Test
  void chartsHaveTheirTitlesNumbersAndLegendsAsText() throws Exception {
    Texts texts = Texts.of("run", "fr");
    XYChart chart = Charts.overEpochs("Perte : époque", "entropie croisée", 4, texts);
    double[] x = {1, 2, 3, 4};
    Charts.addBand(chart, "band", x, new double[] {0, 0, 0, 0}, new double[] {2, 2, 2, 2}, 0);
    Charts.addLine(
        chart, "écart à la moyenne\u00a0: 0,5\u202f%", x, new double[] {2, 1, 1, 0.5}, 1);

    assertThat(written(Charts.figure(List.of(chart, chart))).texts())
        .contains("Perte : époque", "entropie croisée", "2", "0,5", "1,5")
        .containsOnlyOnce("écart à la moyenne\u00a0: 0,5\u202f%");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 30})
  void barsHaveTheirNamesAsText(int count) throws Exception {
    List<String> names = IntStream.range(0, count).mapToObj("conv%d_é"::formatted).toList();
    CategoryChart chart = Charts.bars("Parts", "couche", "part", names, Texts.of("run", "fr"));
    Charts.addBars(chart, "poids", names, names.stream().map(name -> 0.25).toList());
    assertThat(written(Charts.figure(List.of(chart))).texts()).containsAll(names).contains("0,25");
  }

  @Test
  void slidingWindowsHaveTheirPositionsAsText() throws Exception {
    Texts texts = Texts.of("understand.arithmetic", "fr");
    SlidingWindow window = SlidingWindow.of(LayerArithmetic.of(conv(1, 3), Shape.image(1, 5, 5)));
    WindowFigure figure = new WindowFigure(window, "convolution à noyau 3", texts);
    assertThat(written(figure.still(), MAX_WINDOW).texts())
        .contains("convolution à noyau 3", texts.text("position", 3, 2), texts.text("cellInput"));
    figure.animation().write(folder.resolve("moving"));
    assertThat(SvgFile.read(folder.resolve("moving-animated.svg")).check(MAX_WINDOW).texts())
        .contains("convolution à noyau 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void drawingsOfNetworksHaveTheShapeOfEveryLayer(String language) throws Exception {
    Network network = Zoo.network("vgg16", Zoo.Options.classes(10));
    Texts texts = Texts.of("understand.network", language);
    assertThat(written(NetworkFigure.of(network, INPUT, texts)).texts())
        .contains("vgg16", "conv3_3", "8×8×256", "1×1×512", texts.text("convolution"));
    assertThat(written(LayerShares.figure(Summary.of(network, INPUT), texts)).texts())
        .contains("conv3_3");
  }
}
