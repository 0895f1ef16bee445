package fovea.lab.report.questions;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.data.DataCatalog;
import fovea.experiment.Training;
import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.recipe.RecipeReader;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabSectionsTest {

  @TempDir private Path folder;

  private final DataCatalog catalog =
      new DataCatalog(Path.of("target", "no-cache"), (what, done, total) -> {});

  private List<Section> sections(Path runs, String language, boolean answers) throws IOException {
    return new LabSections(catalog).of(runs, Locale.forLanguageTag(language), answers);
  }

  private static String text(Fact fact) {
    if (fact instanceof Fact.Statement statement) {
      return statement.markdown();
    }
    if (fact instanceof Fact.Table table) {
      return table.caption() + table.header() + table.rows();
    }
    return fact instanceof Fact.Missing missing ? missing.what() : "";
  }

  /** What needs no more runs than the ladder {@code sheet}. */
  @Test
  void theSheetsRunsTellOfEveryQuestion() throws IOException {
    Path runs = folder.resolve("runs");
    Map<String, String> values = new HashMap<>(Map.of("epochs", "3"));
    for (Map<String, String> step :
        List.of(
            Map.<String, String>of(),
            Map.of("normalize", "channel"),
            Map.of("augment", "crop,flip"),
            Map.of("momentum", "0.9", "lr", "0.02", "schedule", "exponential"),
            Map.of("dropout", "0.5"),
            Map.of("batch_norm", "true"))) {
      values.putAll(step);
      train(values, runs.resolve(String.valueOf(values.size())));
    }

    List<Section> sections = sections(runs, "en", true);

    assertThat(sections)
        .allSatisfy(
            section ->
                assertThat(section.facts())
                    .as("question %s", section.number())
                    .anyMatch(each -> !(each instanceof Fact.Missing)));
    assertThat(text(fact(sections, "q30-dropout"))).startsWith("Dropout took");
    assertThat(text(fact(sections, "q16-noise"))).contains("mini-batches of 5 test images");
    assertThat(text(fact(sections, "q28-magnitudes"))).contains(".weight`");
    assertThat(sections.get(15).answer().orElseThrow()).contains("times its norm with 5 images");
  }

  private void train(Map<String, String> changes, Path run) throws IOException {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "dataset", "cifar10-mini",
                "epochs", "1",
                "limit_train", "40",
                "limit_test", "40"));
    values.putAll(changes);
    new Training(catalog, new StopRequest(), List.of(), event -> {}, "test", "en")
        .train(RecipeReader.read("baseline", values), Optional.of(run));
  }

  private static Fact fact(List<Section> sections, String id) {
    return sections.stream()
        .flatMap(section -> section.facts().stream())
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void withoutRunsEveryQuestionHasAFactAndATextAndNoAnswerIsGivenAway(String language)
      throws IOException {
    List<Section> sections = sections(folder.resolve("none"), language, false);

    assertThat(sections).hasSize(34);
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      assertThat(section.title()).isNotBlank();
      assertThat(section.prompt()).isNotBlank();
      assertThat(section.answer()).isEmpty();
      assertThat(section.facts()).as("question %d", section.number()).isNotEmpty();
      for (Fact fact : section.facts()) {
        assertThat(fact.id()).matches("q%s-[a-z0-9-]+".formatted(section.number()));
        assertThat(names.add(fact.id())).as(fact.id()).isTrue();
        assertThat(text(fact)).doesNotContain("%s", "{{", "null", "NaN");
      }
    }
    assertThat(sections.stream().filter(Section::starred).map(Section::number))
        .containsExactly(2, 3, 4, 10, 14, 16, 18);
    assertThat(sections.stream().filter(Section::bonus).map(Section::number))
        .containsExactly(21, 25, 28);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void answersAreWholeWithAndWithoutRuns(String language) throws IOException {
    ladder();
    for (Path runs : List.of(folder.resolve("none"), folder)) {
      for (Section section : sections(runs, language, true)) {
        assertThat(section.answer().orElseThrow())
            .as("question %d", section.number())
            .isNotBlank()
            .doesNotContain("{{", "}}}}", "NaN", "%s");
      }
    }
  }

  @Test
  void aMissingRunSaysWhichCommandMakesItAndHowLongThatTakes() throws IOException {
    Fact missing = fact(sections(folder.resolve("my runs"), "en", false), "q15-curve");

    assertThat(missing).isInstanceOf(Fact.Missing.class);
    assertThat(((Fact.Missing) missing).command())
        .isEqualTo("fovea train baseline --out '" + folder.resolve("my runs/plain") + "'");
    assertThat(((Fact.Missing) missing).takes()).hasMinutes(4);
  }

  /** The steps of the lab sheet with three seeds, each better by a point than the last. */
  private void ladder() throws IOException {
    List<String> steps =
        List.of(
            "",
            "normalize=channel",
            "augment=crop,flip",
            "momentum=0.9;lr=0.02;schedule=exponential;gamma=0.95",
            "dropout=0.5",
            "batch_norm=true");
    List<String> settings = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      settings.add(steps.get(step));
      for (int seed = 0; seed < 3; seed++) {
        double accuracy = 0.6 + 0.01 * step * (seed + 1);
        String all = String.join(";", settings.stream().filter(each -> !each.isEmpty()).toList());
        RunFixture.write(
            folder.resolve("sheet/%s/%s".formatted(step, seed)),
            all.isEmpty() ? "seed=" + seed : all + ";seed=" + seed,
            accuracy - 0.2,
            accuracy - 0.1,
            accuracy);
      }
    }
  }

  @Test
  void techniquesAreComparedOverSeedsWithAnInterval() throws IOException {
    ladder();
    List<Section> english = sections(folder, "en", true);

    // Differences of 1, 2 and 3 points: mean 2, half interval 4.3027 / sqrt(3) = 2.48.
    for (String id : List.of("q19-pair", "q22-pair", "q26-pair", "q29-pair", "q34-pair")) {
      Fact.Table table = (Fact.Table) fact(english, id);
      assertThat(table.rows().get(1).get(3)).as(id).isEqualTo("+2.0 [-0.5, +4.5]");
      assertThat(table.runs()).hasSize(6);
    }
    Fact.Table steps = (Fact.Table) fact(english, "q34-steps");
    assertThat(steps.rows()).extracting(row -> row.get(0)).hasSize(6).contains("dropout");
    assertThat(steps.rows().get(5).get(2)).isEqualTo("70.0 ± 5.0%");
    assertThat(((Fact.Figure) fact(english, "q34-curves")).svg()).startsWith("<");
    assertThat(english.get(18).answer().orElseThrow()).contains("contains zero");
    Fact.Table french = (Fact.Table) fact(sections(folder, "fr", false), "q19-pair");
    assertThat(french.rows().get(1).get(3))
        .isEqualTo("+2,0 [\u22120,5 ; +4,5]".replace(" ;", "\u00a0;"));
    assertThat(fact(english, "q17-first")).isInstanceOf(Fact.Statement.class);
    assertThat(text(fact(english, "q17-first"))).contains("2.313");
  }

  @Test
  void sweepsNameTheirBestAndWorstCell() throws IOException {
    RunFixture.write(folder.resolve("a"), "lr=0.01;batch_size=32", 0.3);
    RunFixture.write(folder.resolve("b"), "lr=0.1;batch_size=32", 0.6);
    RunFixture.write(folder.resolve("c"), "lr=0.01;batch_size=512", 0.2);
    RunFixture.write(folder.resolve("d"), "lr=0.1;batch_size=512", 0.5);

    Section section = sections(folder, "en", true).get(15);

    assertThat(text(section.facts().get(2)))
        .contains("Best: a learning rate of 0.1 with mini-batches of 32, 60.0%")
        .contains("Worst: 0.01 with 512, 20.0%");
    assertThat(((Fact.Table) section.facts().get(1)).rows())
        .extracting(row -> row.get(1))
        .containsExactly("1,563", "98");
  }

  @Test
  void aTrainedNetworkIsMeasuredOnceUntilItChanges() throws IOException {
    Path runs = folder.resolve("runs");
    train(Map.of("dropout", "0.5"), runs.resolve("tiny"));

    List<Section> first = sections(runs, "en", true);

    for (String id :
        List.of(
            "q3-shifts",
            "q5-outputs",
            "q7-fields",
            "q21-correlation",
            "q25-changes",
            "q32-active",
            "q17-untrained",
            "q20-statistics",
            "q23-photographs",
            "q24-hidden",
            "q31-thinned",
            "q33-scaling")) {
      assertThat(fact(first, id)).as(id).isNotInstanceOf(Fact.Missing.class);
      assertThat(fact(first, id).runs()).as(id).containsExactly("tiny");
    }
    try (Stream<Path> kept = Files.list(runs.resolve(".facts"))) {
      assertThat(kept).hasSize(12);
    }
    assertThat(sections(runs, "en", true)).isEqualTo(first);
  }
}
