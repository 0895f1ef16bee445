package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.run.Run;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How every view looks on small screens, magnified, in the dark, and without motion. */
class LooksBrowserTest {

  /** All views, each with what is there once it is drawn. */
  private static final Map<String, String> VIEWS =
      Map.ofEntries(
          Map.entry("runs", "table.runs .name"),
          Map.entry("runs?q=8", ".guide tbody tr"),
          Map.entry("compare?in=anne", "svg.heat"),
          Map.entry("train", "#key-lr"),
          Map.entry("train?kind=ladder", "pre.command"),
          Map.entry("train?kind=sweep", ".banner"),
          Map.entry("layers?of=layers", "svg.histograms"),
          Map.entry("questions", ".tour li"),
          Map.entry("class", "table.class td"),
          Map.entry("playground?size=12", ".stage-maps svg"),
          Map.entry("network", "[data-total=parameters]"),
          Map.entry("explorer?run=first&image=test:3", "svg.maps"),
          Map.entry("explorer?run=first&image=test:3&tab=evidence", "image[data-test=occlusion]"),
          Map.entry(
              "explorer?run=first&image=test:3&tab=filters", "svg.maps:not([tabindex]) image"),
          Map.entry("explorer?run=first&image=test:3&tab=modes", ".trial"),
          Map.entry("explorer?run=first&image=test:3&tab=scan", "image[data-test=scan]"),
          Map.entry("mistakes?run=first", ".confusion .cell"),
          Map.entry("mistakes?run=first&other=second", "[data-group=fixed]"));

  private static final String CURRENT_LINK =
      "const link = document.querySelector('.rail [aria-current]').getBoundingClientRect();"
          + " return link.left >= 0 && link.right <= innerWidth";

  @TempDir private static Path runs;
  private static Visitor visitor;
  private static BrowserWindow window;
  private static Run training;

  @BeforeAll
  static void open() throws IOException {
    visitor = Visitor.of(runs);
    window = BrowserWindow.open(visitor);
    TrainedRuns.into(runs);
    TrainedRuns.lookedInto(runs.resolve("layers"));
    for (String seed : List.of("1", "2", "3")) {
      SampleRuns.finished(runs.resolve("anne/without-" + seed), 20, Map.of("seed", seed));
      SampleRuns.finished(runs.resolve("anne/with-" + seed), 20, Map.of("seed", seed, "lr", "0.5"));
    }
    Files.createDirectories(runs.resolve("zoe"));
    training = SampleRuns.begun(runs.resolve("training"), 3, 10, Map.of());
    RunningProcess.enter(training.folder(), ProcessHandle.current());
  }

  @AfterAll
  static void close() throws IOException {
    try {
      if (training != null) {
        RunningProcess.leave(training.folder());
      }
      if (window != null) {
        window.close();
      }
    } finally {
      visitor.close();
    }
  }

  private static void picture(String view, String suffix) throws IOException {
    window.picture("look-" + view.replaceAll("\\W+", "-") + "-" + suffix);
  }

  /** A telephone, and a window of 1280 x 900 magnified to 200 %. */
  @ParameterizedTest
  @CsvSource({"en, 390, 844, 1", "fr, 390, 844, 1", "en, 640, 450, 2", "fr, 640, 450, 2"})
  void nothingSticksOut(String language, int width, int height, double zoom) throws IOException {
    window.speak(language);
    window.screen(width, height, zoom);
    try {
      for (Map.Entry<String, String> view : VIEWS.entrySet()) {
        window.show(view.getKey());
        window.find(view.getValue());
        picture(view.getKey(), language + "-" + width);
        assertThat(window.run("return innerWidth")).isEqualTo((long) width);
        assertThat(window.run(CURRENT_LINK)).as("its link is seen").isEqualTo(true);
        assertThat(
                window.run(
                    "const page = document.documentElement;"
                        + " return page.scrollWidth - page.clientWidth")) // without a scroll bar
            .as("pixels by which %s in %s sticks out of %s", view.getKey(), language, width)
            .isEqualTo(0L);
      }
    } finally {
      window.wholeScreen();
    }
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en, light", "fr, light", "fr, dark"})
  void nothingIsAtFaultInLightAndDarkColours(String language, String colours) throws IOException {
    window.speak(language);
    window.prefer("prefers-color-scheme", colours);
    window.screen(1280, 1800, 1);
    for (Map.Entry<String, String> view : VIEWS.entrySet()) {
      window.show(view.getKey());
      window.find(view.getValue());
      picture(view.getKey(), language + "-" + colours);
      assertThat(window.faults()).as(view.getKey()).asString().isEqualTo("[]");
    }
    window.wholeScreen();
    window.prefer("prefers-color-scheme", "light");
    assertThat(window.errors()).isEmpty();
  }

  /** How many animations run where a style asks for one of every element. */
  private static long moving() {
    return (Long)
        window.run(
            "const sheet = [...document.styleSheets].find(each => each.href.includes('base.css'));"
                + "sheet.insertRule('@keyframes turn { to { rotate: 1turn } }', 0);"
                + "sheet.insertRule('* { animation: turn 9s infinite; transition: all 9s }', 1);"
                + "const found = document.getAnimations().length;"
                + "sheet.deleteRule(1); sheet.deleteRule(0); return found");
  }

  @Test
  void nothingMovesForWhoPrefersThat() throws Exception {
    window.speak("en");
    window.prefer("prefers-reduced-motion", "reduce");
    for (Map.Entry<String, String> view : VIEWS.entrySet()) {
      window.show(view.getKey());
      window.find(view.getValue());
      assertThat(window.run("return document.getAnimations().length")).isEqualTo(0L);
      assertThat(moving()).as(view.getKey()).isZero();
    }
    window.show("playground?size=12");
    window.find(".stage-maps svg");
    Thread.sleep(1000);
    assertThat(window.hash()).as("the window steps when it is told to").doesNotContain("at=");
    window.prefer("prefers-reduced-motion", "no-preference");
    assertThat(moving()).as("what the test looks for").isPositive();
  }
}
