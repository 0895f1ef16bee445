package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The views of runs in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {

  /** More runs than a plot gives to uPlot line by line. */
  private static final int MANY = 70;

  private Visitor visitor;
  private BrowserWindow window;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    for (String seed : List.of("1", "2")) {
      SampleRuns.finished(folder.resolve("anne/a" + seed), 5, Map.of("seed", seed));
      SampleRuns.finished(folder.resolve("bob/b" + seed), 5, Map.of("seed", seed, "lr", "0.5"));
    }
    for (int i = 0; i < MANY; i++) {
      SampleRuns.finished(folder.resolve("many/c" + i), 5, Map.of("seed", "" + i));
    }
    Files.createDirectories(folder.resolve("zoe"));
    visitor = Visitor.of(folder);
    window = BrowserWindow.open(visitor);
  }

  @AfterAll
  void close() throws IOException {
    if (window != null) {
      window.close();
    }
    visitor.close();
  }

  @ParameterizedTest
  @CsvSource({
    "runs, fr, table.runs, a1",
    "runs, en, table.runs, 5 / 5",
    "compare, fr, table.data, lr: 0.5",
    "compare, en, svg.heat, 0.5",
    "train, fr, .command, fovea train default",
    "train, en, legend, All",
    "layers, fr, .empty, enregistré",
    "train?kind=ladder, en, .command, fovea lab run sheet --seeds=3",
    "train?kind=sweep, fr, .banner, un balayage",
    "questions, fr, .tour, Champs",
    "runs?q=8, en, .guide, Question 8 of 34",
    "class, en, table.data, anne",
    "class, fr, table.data, aucun entraînement"
  })
  void aViewShowsWhatItIsForAndNothingIsAtFault(
      String view, String language, String css, String text) throws IOException {
    window.speak(language);
    window.show(view);
    window.until("html[lang=" + language + "] " + css, text);
    window.picture(view.replaceAll("\\W", "-") + "-" + language);
    assertThat(window.faults()).asString().isEqualTo("[]");
    assertThat(window.errors()).isEmpty();
  }

  @Test
  void manyRunsAreOneFigureThatTellsTheNearest() throws IOException {
    window.speak("fr");
    window.show("runs?find=many/");
    window.until(".find ~ [role=status]", MANY + " trouvés");
    window.until(".controls .button", "Sélectionner").click();
    window.until("h1", element -> window.hash().contains("sel=*many"));
    window.until(
        ".plot .canvas", element -> element.getAttribute("aria-label").contains(2 * MANY + ""));
    window.hover(".plot .u-over");
    window.until(".plot .tip", "many/c");
    assertThat(window.faults()).asString().isEqualTo("[]");
    assertThat(window.errors()).isEmpty();
  }
}
