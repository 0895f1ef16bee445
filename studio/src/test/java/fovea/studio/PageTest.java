package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

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
    "train, en, #key-lr-help, a number above 0 · default 0.1",
    "train, fr, #key-lr-help, un nombre supérieur à 0 · par défaut 0.1",
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
  void aChangeBetweenAFirstDrawingAndItsEffectsIsShown() {
    window.run(
        """
        (async () => {
          const { html, render } = await import('/page/lib/preact.js');
          const { watched } = await import('/page/watched.js');
          const { changed, useChanges } = watched();
          const store = { value: 'before' };
          function Part() {
            useChanges();
            return html`<p class="probe">${store.value}</p>`;
          }
          const place = document.body.appendChild(document.createElement('div'));
          render(html`<${Part} />`, place);
          store.value = 'after';
          changed();
        })();
        """);
    try {
      window.until(".probe", "after");
    } finally {
      window.run("document.querySelector('.probe').parentNode.remove()");
    }
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

  /** The names in the table of runs, from top to bottom. */
  private String names() {
    return window.all("table.runs .name").stream()
        .map(WebElement::getText)
        .collect(Collectors.joining(" "));
  }

  private void untilNames(String wanted) {
    window.until("table.runs", element -> names().equals(wanted));
  }

  @ParameterizedTest
  @CsvSource({
    "en, Test accuracy, Select those found, Saved., a line each",
    "fr, Exactitude de test, Sélectionner les trouvés, Enregistré., une ligne"
  })
  void theTableSortsFiltersKeepsNotesAndItsSelectionIsShared(
      String language, String accuracy, String select, String kept, String lines)
      throws IOException {
    window.speak(language);
    window.show("runs?find=bob");
    window.until("table.runs th button", "lr");
    window.show("runs?find=lr%3D0.5");
    untilNames("bob/b1 bob/b2");
    window.until("table.runs th button", accuracy).click();
    window.until("h1", element -> window.hash().contains("sort=-test_accuracy"));
    untilNames("bob/b1 bob/b2"); // the loss of a greater seed is greater
    window.until("table.runs th button", accuracy).click();
    untilNames("bob/b2 bob/b1");

    window.click("table.runs button[aria-label*='bob/b1']");
    window.until("dialog", element -> element.isDisplayed());
    window.set("#notes-text", "à revoir, " + language);
    window.set("#notes-tags", "tag-" + language);
    window.click("dialog .primary");
    window.until(".notice", kept);
    window.show("runs?find=tag-" + language);
    untilNames("bob/b1");
    window.until("table.runs td", "à revoir, " + language);

    window.show("runs?find=anne/");
    untilNames("anne/a1 anne/a2");
    window.until(".controls .button", select).click();
    window.until("h1", element -> window.hash().contains("anne%2Fa1"));
    window.show("runs?find=bob&sel=" + "anne/a1~anne/a2~bob/b1");
    window.click("table.runs input[aria-label*='bob/b2']");
    window.until("h1", element -> window.hash().contains("bob%2Fb2"));
    window.click(".rail nav a[href^='#/compare']");
    window.until("table.data", "lr: 0.5");
    assertThat(window.all("table.data tbody tr")).hasSize(2);
    assertThat(window.find("svg.parallel").getAttribute("aria-label"))
        .startsWith("4 ")
        .contains(lines);
    assertThat(window.all("svg.parallel path.run")).hasSize(4);
    assertThat(window.find("svg.heat").getText()).contains("0.5");
    assertThat(window.find("table.data svg.interval").getAttribute("aria-label")).isNotBlank();
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en", "fr"})
  void anAddressShowsTheSameToWhoGetsIt(String language) throws IOException {
    window.speak(language);
    window.show("runs?sel=anne/a1~bob/b1&log=1&smooth=0.5&part=test&find=bob&sort=seed");
    window.until(".plot .legend li", "bob/b1");
    Map<String, String> before = window.saved("figure.plot");
    String names = names();
    window.reload();
    window.until(".plot .legend li", "bob/b1");
    assertThat(window.saved("figure.plot").get("loss.csv")).isEqualTo(before.get("loss.csv"));
    assertThat(before).containsOnlyKeys("loss.csv", "loss.png", "loss.svg");
    assertThat(names()).isEqualTo(names).isEqualTo("bob/b1 bob/b2");
    assertThat(window.all(".plot:first-child .legend li")).hasSize(2);
    assertThat(window.find("html").getAttribute("lang")).isEqualTo(language);
  }

  @Test
  void axesHaveRoomAndTheDecimalsOfTheirSteps() {
    assertThat(
            window.computed("parts/plot.js", "decimals", List.of(5, 2.5, 0.1, 0.25, 0.025, 1e-4)))
        .containsExactly("0", "1", "1", "2", "3", "4");
    assertThat(window.computed("parts/plot.js", "ends", List.of(List.of(0, 0), List.of(2, 2))))
        .containsExactly("0,0.1", "1.8,2.2");
  }

  /**
   * Also in a page that came unencrypted from another machine, to which browsers give no clipboard.
   */
  @ParameterizedTest
  @CsvSource({"en, Copied., true", "fr, Copié., true", "en, Copied., false", "fr, Copié., false"})
  void aCommandIsCopied(String language, String copied, boolean clipboard) {
    window.reload();
    window.speak(language);
    window.show("train?recipe=baseline");
    window.until("pre.command", "fovea train baseline");
    window.run(
        "window.copied = ''; document.addEventListener('copy', () => {"
            + " copied = document.activeElement.value; });"
            + "Object.defineProperty(navigator, 'clipboard', {value: %s})"
                .formatted(
                    clipboard ? "{writeText: async text => { copied = text; }}" : "undefined"));
    window.click(".side .button:not(.primary)");
    window.until(".notice", copied);
    assertThat(window.run("return copied")).asString().startsWith("fovea train baseline");
  }
}
