package fovea.lab.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.figure.Figure;
import fovea.lab.figure.SvgFile;
import fovea.lab.words.Texts;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heat map of a sweep. */
class SweepFigureTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"5, 2, en", "10, 10, fr"})
  void itsTextCanBeSearchedAndReadInPrint(int columns, int rows, String language) throws Exception {
    Figure figure =
        new SweepFigure(
                axis("lr", columns),
                axis("batch_size", rows),
                IntStream.range(0, columns * rows).mapToObj(i -> i / 128.0).toList(),
                Texts.of("ladder.comparison", language))
            .figure();
    figure.write(folder.resolve("heatmap"));

    assertThat(SvgFile.read(folder.resolve("heatmap.svg")).check().texts())
        .contains("lr", "batch_size", "0.1", "0.2", language.equals("fr") ? "6,25" : "6.25");
    assertThat(Figure.minFont(figure.width())).isLessThan(13);
  }

  private static Sweep.Axis axis(String key, int count) {
    List<String> values = IntStream.rangeClosed(1, count).mapToObj(i -> "0." + i).toList();
    return new Sweep.Axis(key, values);
  }
}
