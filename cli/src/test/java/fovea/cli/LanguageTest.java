package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that train and compare, in French. */
class LanguageTest {

  private static final List<String> FEW =
      List.of("--dataset", "cifar10-mini", "--limit-train", "96", "--limit-test", "50");

  @TempDir private Path folder;

  private Caller fovea;

  @BeforeEach
  void setUp() {
    fovea = new Caller(folder.resolve("cache"));
  }

  private Answer few(Object... words) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(FEW);
    return fovea.call(all.toArray());
  }

  @Test
  void aTrainingTellsItsEndInFrenchAndItsEventsInEnglish() throws IOException {
    Path french = folder.resolve("fr");
    Path english = folder.resolve("en");
    Answer answer = fovea.train(french, "--json", "--lang", "fr").succeeded();
    Answer plain = fovea.train(english, "--json").succeeded();

    assertThat(answer.messages())
        .anyMatch(line -> line.matches(" +2/2 +0(,\\d+)? +\\d,\\d{4} +\\d+,\\d\\d +\\d,\\d{4} .*"))
        .anyMatch(
            line ->
                line.matches("terminé après [\\d,]+ s : époque 2, perte de test \\d,\\d{4}, .* %"))
        .anyMatch(line -> line.matches("première perte 2,[23]\\d\\d, ln 10 = 2,303 : .*"))
        .anyMatch(line -> line.startsWith("perte de test minimale après l'époque "))
        .noneMatch(line -> line.contains("loss"));
    for (int i = 0; i < 4; i++) {
      assertThat(Answer.keys(answer.json().get(i))).isEqualTo(Answer.keys(plain.json().get(i)));
    }
    assertThat(Files.readString(french.resolve("recipe.yaml")))
        .isEqualTo(Files.readString(english.resolve("recipe.yaml")));
    assertThat(Files.mismatch(french.resolve("curves.svg"), english.resolve("curves.svg")))
        .as("labels")
        .isNotNegative();
  }

  @Test
  void aRunThatGoesOnKeepsItsLanguageUnlessToldOtherwise() throws IOException {
    Path run = folder.resolve("run");
    fovea.train(run, "--epochs", 1, "--lang", "fr").succeeded();

    assertThat(fovea.call("train", "--resume", run, "--epochs", 2).succeeded().messages())
        .anyMatch(line -> line.startsWith("première perte "));
    assertThat(language(run)).isEqualTo("fr");
    assertThat(
            fovea
                .call("train", "--resume", run, "--epochs", 3, "--lang", "en")
                .succeeded()
                .messages())
        .anyMatch(line -> line.startsWith("initial loss "));
    assertThat(language(run)).isEqualTo("en");
  }

  @Test
  void aRunOfBeforeThereWasAChoiceIsEnglish() throws IOException {
    Path run = folder.resolve("run");
    fovea.train(run, "--epochs", 1).succeeded();
    Path info = run.resolve("run.json");
    String text = Files.readString(info);
    Files.writeString(info, text.replaceAll(",\\s*\"language\" : \"en\"", ""));
    assertThat(Files.readString(info)).doesNotContain("language");

    assertThat(fovea.call("train", "--resume", run, "--epochs", 2).succeeded().messages())
        .anyMatch(line -> line.startsWith("initial loss "));
  }

  private static String language(Path run) throws IOException {
    JsonNode info = Answer.parse(Files.readString(run.resolve("run.json")));
    return info.path("language").asText();
  }

  @Test
  void evaluationRatesAndBaselinesSpeakFrench() {
    Path run = folder.resolve("run");
    fovea.train(run, "--epochs", 1).succeeded();

    assertThat(fovea.call("evaluate", run, "--lang", "fr").succeeded().results())
        .anyMatch(line -> line.matches("exactitude de test +\\d+,\\d\\d %"))
        .anyMatch(line -> line.contains("classe") && line.contains("prises pour"));
    assertThat(
            few(
                    "lr-find",
                    "--model",
                    "lenet5",
                    "--normalize",
                    "channel",
                    "--momentum",
                    0.9,
                    "--steps",
                    60,
                    "--to",
                    1,
                    "--lang",
                    "fr",
                    "--out",
                    folder.resolve("rates"))
                .succeeded()
                .results())
        .singleElement()
        .asString()
        .matches(
            "la perte est minimale à 0,\\d+ ; suggestion : --lr 0\\.\\d+"
                + "|la perte n'a baissé que de \\d,\\d %, .* --steps 120, .*");
    assertThat(
            few("baseline", "bow", "--words", 5, "--sample", 50, "--patch-size", 8, "--lang", "fr")
                .succeeded()
                .results())
        .anyMatch(line -> line.matches("temps +[\\d,]+ s : descripteurs [\\d,]+, mots .*"))
        .anyMatch(line -> line.contains("1 191 170"));
  }

  @Test
  void dataSetsAreToldOfInFrench() {
    assertThat(fovea.call("data", "info", "cifar10-mini", "--lang", "fr").succeeded().results())
        .contains("cifar10-mini : images de 3x32x32, 640 pour l'apprentissage et 200 pour le test")
        .anyMatch(
            line -> line.matches(" +moyenne( 0,[45]\\d{3}){3}, écart-type( 0,2[3-8]\\d\\d){3}"))
        .anyMatch(
            line -> line.matches(" +la moitié de la variance tient dans les \\d+ premières, .*"));
    Path base = folder.resolve("grid");
    assertThat(
            fovea
                .call("data", "show", "cifar10-mini", "--images", 2, "--out", base, "--lang", "fr")
                .succeeded()
                .results())
        .containsExactly(base + ".svg", base + ".png");
    assertThat(base.resolveSibling("grid.svg")).content().contains("augmentation\u00a0: aucune");
  }

  @Test
  void aComparisonSpeaksFrenchAndItsNumbersForMachinesDoNot() throws IOException {
    Path out = folder.resolve("sweep");
    Answer answer =
        few(
                "lab",
                "sweep",
                "--model",
                "lenet5",
                "--epochs",
                1,
                "--lr",
                "0.01,0.1",
                "--lang",
                "fr",
                "--out",
                out)
            .succeeded();

    assertThat(answer.results().get(0)).contains("exactitude de test", "époques jusqu'à 70 %");
    assertThat(answer.messages())
        .anyMatch(line -> line.startsWith("entraînement 2 sur 2 : lr=0.1"));
    assertThat(Files.readString(out.resolve("comparison.csv"))).startsWith("name,seeds,");
    assertThat(language(out.resolve("1-lr=0.1").resolve("seed-0"))).isEqualTo("fr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "lr-find",
        "lab run",
        "lab sweep --lr 0.1,0.2",
        "baseline bow",
        "data info NAME",
        "data show NAME",
        "baseline kmeans",
        "scan RUN image.png"
      })
  void anotherLanguageIsRefusedBeforeAnythingIsDone(String command) {
    Path out = folder.resolve("out");
    List<Object> words = new ArrayList<>(List.of((Object[]) command.split(" ")));
    words.addAll(List.of("--lang", "de"));
    if (!command.startsWith("baseline") && !command.startsWith("data")) {
      words.addAll(List.of("--out", out));
    }
    assertThat(fovea.call(words.toArray()).failure(2))
        .isEqualTo("--lang is 'de': it must be en or fr");
    assertThat(out).doesNotExist();
  }
}
