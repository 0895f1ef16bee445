package fovea.lab.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.data.DataIdentity;
import fovea.lab.figure.SvgFile;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

  private static final Texts ENGLISH = Texts.of("ladder.comparison", "en");

  /**
   * A run with these test accuracies, whose training accuracy is 10 points higher in evaluation
   * mode, and 10 points lower in training mode.
   */
  private static History run(int seed, double... accuracies) throws IOException {
    List<History.Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < accuracies.length; i++) {
      double accuracy = accuracies[i];
      epochs.add(
          new History.Epoch(
              i + 1,
              2 - accuracy,
              accuracy - 0.1,
              1 - accuracy,
              accuracy + 0.1,
              1.1 - accuracy,
              accuracy,
              2 + i % 3));
    }
    return new History(
        Path.of("run"),
        RecipeReader.read("baseline", Map.of("seed", Integer.toString(seed))),
        Optional.empty(),
        epochs,
        History.End.COMPLETE,
        OptionalDouble.empty());
  }

  private static Comparison comparison(Ladder.Reference against) throws IOException {
    return new Comparison(
        List.of(
            new Group("plain", List.of(run(0, 0.5, 0.70), run(1, 0.4, 0.71), run(2, 0.4, 0.72))),
            new Group("better", List.of(run(0, 0.7, 0.71), run(1, 0.6, 0.73), run(2, 0.5, 0.75))),
            new Group("other", List.of(run(2, 0.3, 0.62), run(7, 0.2, 0.6)))),
        against,
        0.7);
  }

  @Test
  void theTableTellsMeansSpreadAndPairedDifferences() throws IOException {
    // Differences 1, 2 and 3 points: mean 2, deviation 1, half interval 4.3027 / sqrt(3) = 2.484.
    assertThat(comparison(Ladder.Reference.PREVIOUS).rows(ENGLISH))
        .containsExactly(
            List.of("plain", "3", "71.00 ± 1.00", "+10.00", "2.0", "3.0", ""),
            List.of("better", "3", "73.00 ± 2.00", "+10.00", "1.7", "3.0", "+2.00 [-0.48, +4.48]"),
            List.of(
                "other",
                "2",
                "61.00 ± 1.41",
                "+10.00",
                "- (0 of 2)",
                "3.0",
                "-13.00 (one seed: no interval)"));
  }

  @Test
  void aRunThatDivergedIsCountedAndNotAveraged() throws IOException {
    History lost =
        new History(
            Path.of("lost"),
            run(1).recipe(),
            Optional.empty(),
            run(1, 0.9).epochs(),
            History.End.DIVERGED,
            OptionalDouble.empty());
    Comparison comparison =
        new Comparison(
            List.of(
                new Group("some", List.of(run(0, 0.5), lost)), new Group("none", List.of(lost))),
            Ladder.Reference.FIRST,
            0.7);
    assertThat(comparison.rows(ENGLISH))
        .containsExactly(
            List.of("some", "1 (1 diverged)", "50.00", "+10.00", "- (0 of 1)", "2.0", ""),
            List.of("none", "0 (1 diverged)", "-", "-", "-", "-", "-"));
  }

  private static Group trainedOn(String name, int images) throws IOException {
    History run = run(0, 0.5);
    DataIdentity data =
        new DataIdentity(
            Shape.image(3, 32, 32), List.of("a", "b"), images, 9, "of " + images, "", 0, "");
    return new Group(
        name,
        List.of(
            new History(
                run.folder(),
                run.recipe(),
                Optional.of(data),
                run.epochs(),
                run.end(),
                run.firstLoss())));
  }

  @Test
  void differentTrainingImagesAreTold() throws IOException {
    Comparison different =
        new Comparison(
            List.of(trainedOn("few", 1000), trainedOn("all", 50000)), Ladder.Reference.FIRST, 0.7);
    assertThat(different.differentTraining(ENGLISH))
        .contains(
            "not trained on the same images, so that differences are due to these too:"
                + " few on 1,000, all on 50,000");
    assertThat(ComparisonFiles.markdown(different, ENGLISH))
        .contains("few on 1,000, all on 50,000");
    assertThat(different.differentTraining(Texts.of("ladder.comparison", "fr")).orElseThrow())
        .startsWith("les images d'apprentissage ne sont pas les mêmes");
    Comparison same =
        new Comparison(
            List.of(trainedOn("a", 1000), trainedOn("b", 1000)), Ladder.Reference.FIRST, 0.7);
    assertThat(same.differentTraining(ENGLISH)).isEmpty();
  }

  @Test
  void alternativesAreComparedWithTheFirst() throws IOException {
    Comparison comparison = comparison(Ladder.Reference.FIRST);
    assertThat(comparison.difference(0)).isEmpty();
    SampleStatistics difference = comparison.difference(2).orElseThrow();
    assertThat(difference.count()).as("seeds that both have").isEqualTo(1);
    assertThat(difference.mean()).isCloseTo(-0.1, within(1e-12));
    assertThat(difference.marginOfError()).isNaN();
  }

  @Test
  void columnsAreEven() throws IOException {
    List<String> lines = comparison(Ladder.Reference.PREVIOUS).lines(ENGLISH);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("plain   ");
    assertThat(lines.get(2).indexOf('±')).isEqualTo(lines.get(1).indexOf('±'));
  }

  @Test
  void filesHoldTheNumbersAndTheCurves(@TempDir Path folder) throws Exception {
    Comparison comparison = comparison(Ladder.Reference.PREVIOUS);
    ComparisonFiles.write(comparison, folder, ENGLISH);
    ComparisonFiles.draw(comparison, folder, ENGLISH);
    assertThat(Files.readString(folder.resolve("comparison.md")))
        .contains("| better | 3 | 73.00 ± 2.00 |", "![accuracy](accuracy.png)");
    List<String> csv = Files.readAllLines(folder.resolve("comparison.csv"));
    assertThat(csv).hasSize(4);
    assertThat(csv.get(2))
        .isEqualTo(
            "better,3,0.730000,0.020000,0.100000,1.666667,3,3.000000,0.020000,-0.004841,0.044841,0");
    assertThat(csv.get(3)).endsWith(",-0.130000,,,0").startsWith("other,2,0.610000,0.014142,0.1");
    for (String name : List.of("loss", "accuracy")) {
      assertThat(ImageIO.read(folder.resolve(name + ".png").toFile()).getWidth()).isEqualTo(1920);
      assertThat(SvgFile.read(folder.resolve(name + ".svg")).check().texts()).contains("better");
    }
  }

  @Test
  void eachTechniqueIsExplainedInASentence() throws IOException {
    History plain = run(0, 0.5);
    History flipped =
        new History(
            Path.of("run"),
            RecipeReader.read("baseline", Map.of("augment", "flip", "lr", "0.05")),
            Optional.empty(),
            plain.epochs(),
            History.End.COMPLETE,
            OptionalDouble.empty());
    Comparison comparison =
        new Comparison(
            List.of(new Group("plain", List.of(plain)), new Group("flip", List.of(flipped))),
            Ladder.Reference.PREVIOUS,
            0.7);
    assertThat(ComparisonFiles.markdown(comparison, ENGLISH))
        .containsPattern("- `flip`: .*augment: .*\\n  Augmentation trains on random variants");
  }

  @Test
  void inFrenchOnlyTheCsvFileStaysEnglish(@TempDir Path folder) throws IOException {
    Comparison comparison = comparison(Ladder.Reference.PREVIOUS);
    Texts french = Texts.of("ladder.comparison", "fr");
    ComparisonFiles.write(comparison, folder, french);
    ComparisonFiles.draw(comparison, folder, french);
    assertThat(Files.readString(folder.resolve("comparison.md")))
        .contains(
            "| époques jusqu'à 70\u00a0% |", "| 73,00 ± 2,00 |", "+2,00 [\u22120,48\u00a0; +4,48]")
        .contains("loi\nde Student", "![exactitude](accuracy.png)")
        .doesNotContain("%s", "%%");
    assertThat(Files.readString(folder.resolve("comparison.csv")))
        .startsWith("name,seeds,")
        .contains(",0.730000,");
    Path english = folder.resolve("english");
    ComparisonFiles.write(comparison, english, ENGLISH);
    ComparisonFiles.draw(comparison, english, ENGLISH);
    assertThat(folder.resolve("loss.svg")).isNotEmptyFile();
    assertThat(Files.mismatch(folder.resolve("loss.svg"), english.resolve("loss.svg")))
        .as("labels")
        .isNotNegative();
  }

  @Test
  void groupsWithoutRunsLeaveTheirCellsEmpty(@TempDir Path folder) throws IOException {
    Comparison comparison =
        new Comparison(
            List.of(new Group("a", List.of()), new Group("b", List.of())),
            Ladder.Reference.PREVIOUS,
            0.7);
    assertThat(comparison.rows(ENGLISH).get(1)).containsExactly("b", "0", "-", "-", "-", "-", "-");
    ComparisonFiles.write(comparison, folder, ENGLISH);
    assertThat(folder.resolve("loss.png")).doesNotExist();
  }
}
