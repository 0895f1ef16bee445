package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.run.Run;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

/**
 * A student's way through the lab in a real browser: questions, a sweep, figures for the report.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is replaced by a shell's script")
class LabBrowserTest {

  private static final int EPOCHS = 8;

  @TempDir private Path folder;

  private Path runs;
  private Visitor visitor;
  private BrowserWindow window;

  /** The command is replaced by a script that waits until its folder has a file {@code end}. */
  @BeforeEach
  void open() throws IOException {
    runs = folder.resolve("runs");
    Path script = folder.resolve("fovea.sh");
    Files.writeString(
        script,
        """
        for word in "$@"; do case $word in --out=*) out=${word#--out=} ;; esac; done
        mkdir -p "$out"
        while [ -e "$0" ] && [ ! -e "$out/end" ]; do sleep 0.1; done
        """);
    visitor = Visitor.of(runs, List.of("sh", script.toString()));
    window = BrowserWindow.open(visitor);
  }

  @AfterEach
  void close() throws IOException {
    if (window != null) {
      window.close();
    }
    visitor.close();
  }

  @Test
  void aQuestionStaysBesideThePageAndIsTickedOff() throws IOException {
    window.show("questions");
    window.click(".tour li:nth-child(8) a");
    window.until(".guide", "Question 8 of 34");
    assertThat(window.hash()).startsWith("#/playground?");
    window.find(".guide tbody tr");
    window.find(".stage-maps svg");
    window.picture("question-en");
    window.speak("fr");
    window.until(".guide", "Question 8 sur 34");
    window.find(".guide tbody tr");
    window.find(".stage-maps svg");
    window.picture("question-fr");
    window.speak("en");
    window.click(".rail nav a[href^='#/train']");
    window.until(".guide", "Question 8 of 34");
    window.click(".guide button[aria-pressed]");
    window.until(".guide", "1 of 34 done");
    assertThat(window.faults()).asString().isEqualTo("[]");
    window.click(".guide a[href^='#/questions']");
    window.until(".tour-progress", "1 of 34 questions done");
    window.until(".tour-progress a", "Go on with question 1");
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "en, 2 trainings, 0 of 2, 1 of 2, to come, Stop, Resume",
    "fr, 2 entraînements, 0 sur 2, 1 sur 2, à venir, Arrêter, Reprendre"
  })
  void aSweepIsStartedStoppedResumedAndFillsIn(
      String language,
      String two,
      String none,
      String one,
      String toCome,
      String stop,
      String resume)
      throws Exception {
    window.speak(language);
    window.show("train?kind=sweep&recipe=baseline");
    window.find("#key-lr");
    window.set("#key-lr", "0.01,0.1");
    window.set("#key-epochs", "30");
    window.set("#name", "taux");
    window.until("pre.command", "fovea lab sweep baseline");
    window.until(".side .quiet", two);
    window.click(".side .primary");
    window.until(".jobs .several", none);
    window.picture("sweep-" + language);
    window.until(".jobs .several button", stop).click();
    window.until(".jobs .several button", resume).click();
    window.until(".jobs .several button", stop);
    SampleRuns.finished(runs.resolve("taux/lr=0.01/seed-0"), 30, Map.of("lr", "0.01"));
    window.until(".jobs .several", one);
    window.click(".jobs .several a");
    window.until("svg.heat", toCome);
    SampleRuns.finished(runs.resolve("taux/lr=0.1/seed-0"), 40, Map.of("lr", "0.1"));
    window.until("svg.heat", element -> !element.getText().contains(toCome));
    window.until("table.data", "lr: 0.1");
    assertThat(window.faults()).asString().isEqualTo("[]");
    window.picture("sweep-done-" + language);
    Files.createFile(runs.resolve("taux/end"));
    assertThat(window.errors()).isEmpty();
  }

  /** A run as it begins, which trains the first of its two epochs. */
  private Run begin(String lr, int seed) throws IOException {
    Map<String, String> values = Map.of("lr", lr, "seed", "" + seed);
    Run run =
        SampleRuns.begun(runs.resolve("live/lr=%s/seed-%s".formatted(lr, seed)), 0, 2, values);
    RunningProcess.enter(run.folder(), ProcessHandle.current());
    return run;
  }

  private static void finish(Run run, double loss) throws IOException {
    SampleRuns.epoch(run, 2, loss);
    SampleRuns.end(run, "done");
    RunningProcess.leave(run.folder());
  }

  /** Waits until the seed bands have lines and points: in all, and those of the ends of bands. */
  private void untilBands(int points, int ends) {
    window.until(
        "h1",
        element -> {
          List<String> rows = window.saved("figure.plot").get("seeds.csv").lines().skip(1).toList();
          return rows.size() == points
              && rows.stream().filter(row -> row.contains("σ")).count() == ends;
        });
  }

  /** Waits for what a cell of the table of recipes begins with. */
  private void untilCell(int recipe, int column, String text) {
    window.until(
        "table.data tbody tr:nth-child(%s) td:nth-of-type(%s)".formatted(recipe, column),
        element -> plain(element).startsWith(text));
  }

  private static String plain(WebElement element) {
    return element.getText().replaceAll("[\\s\\u00a0\\u202f]+", " ");
  }

  @ParameterizedTest
  @CsvSource({
    "ladder, en, 0 1 running, 24.00%, one seed: no interval, from −1.48 to +8.68, '', ''",
    "ladder, fr, 0 1 en cours, '24,00 %', une graine : pas d'intervalle, 'de −1,48 à +8,68', '',"
        + " ''",
    "sweep, en, 0 1 running, 24.00%, one seed: no interval, from −1.48 to +8.68, training, 24.0%",
    "sweep, fr, 0 1 en cours, '24,00 %', une graine : pas d'intervalle, 'de −1,48 à +8,68', en"
        + " cours, '24,0 %'"
  })
  void bandsIntervalsAndCellsFillInWhileItTrains(
      String kind,
      String language,
      String training,
      String accuracy,
      String oneSeed,
      String interval,
      String open,
      String done)
      throws Exception {
    boolean sweep = kind.equals("sweep");
    window.speak(language);
    window.show("train?kind=" + kind + (sweep ? "&recipe=baseline" : ""));
    window.find("#key-epochs");
    if (sweep) {
      window.set("#key-lr", "0.1,0.5");
    }
    window.set("#seeds", "2");
    window.set("#name", "live");
    window.until("pre.command", "--seeds=2");
    window.click(".side .primary");
    window.click(".jobs .several a");
    window.find("p.empty"); // no run yet

    Run first = begin("0.1", 1);
    SampleRuns.epoch(first, 1, 2.0);
    untilBands(1, 0); // a curve that grows
    untilCell(1, 1, training);
    finish(first, 1.9);
    untilBands(2, 0);
    untilCell(1, 1, "1");
    Run second = begin("0.1", 2);
    SampleRuns.epoch(second, 1, 2.1);
    untilBands(6, 4); // a mean and both ends of its band
    finish(second, 1.7);
    untilCell(1, 1, "2");
    untilCell(1, 2, accuracy + " ± 5");
    if (sweep) {
      window.until("svg.heat", element -> plain(element).contains(done));
    }

    Run other = begin("0.5", 1);
    SampleRuns.epoch(other, 1, 2.0);
    untilCell(2, 1, training);
    untilBands(7, 4);
    if (sweep) {
      window.until("svg.heat", open);
    }
    finish(other, 1.8); // 4 points better than the same seed before
    untilCell(2, 5, oneSeed);
    Run last = begin("0.5", 2);
    SampleRuns.epoch(last, 1, 2.0);
    finish(last, 1.62); // 3.2 points
    untilCell(2, 5, interval);
    untilBands(12, 8);
    assertThat(window.faults()).asString().isEqualTo("[]");
    window.picture("%s-live-%s".formatted(kind, language));
    Files.createFile(runs.resolve("live/end"));
    assertThat(window.errors()).isEmpty();
  }

  /** Six settings, of which four have trained over two seeds, one trains, and one is to come. */
  @ParameterizedTest
  @CsvSource({"en, training, to come", "fr, en cours, à venir"})
  void aSweepOfTwoKeysSaysWhatIsMissing(String language, String training, String toCome)
      throws Exception {
    window.speak(language);
    window.show("train?kind=sweep&recipe=baseline");
    window.find("#key-lr");
    window.set("#key-lr", "0.01,0.03,0.1");
    window.set("#key-batch_size", "32,128");
    window.set("#key-epochs", "" + EPOCHS);
    window.set("#seeds", "2");
    window.set("#name", "live");
    window.until("pre.command", "--batch-size=32,128");
    window.click(".side .primary");
    window.until(".jobs .several", "live");
    for (int i = 0; i < 4; i++) {
      for (int seed = 1; seed <= 2; seed++) {
        SampleRuns.end(trained(i, seed, EPOCHS), "done");
      }
    }
    Run last = trained(4, 1, EPOCHS / 2);
    RunningProcess.enter(last.folder(), ProcessHandle.current());
    window.click(".jobs .several a");
    window.until("svg.heat", training);
    window.until("svg.heat", toCome);
    window.until("h1", element -> window.all(".heat rect.known").size() == 4);
    assertThat(plain(window.find("svg.heat"))).contains("0.01 0.03 0.1 ", "32 ", "128 ");
    window.until(".plot .legend", "lr: 0.1");
    window.until("h1", element -> window.all(".notice").isEmpty());
    window.screen(1280, 1000, 1);
    window.find(".plot .u-over");
    window.picture("sweep-two-keys-" + language);
    assertThat(window.faults()).asString().isEqualTo("[]");
    RunningProcess.leave(last.folder());
    Files.createFile(runs.resolve("live/end"));
    assertThat(window.errors()).isEmpty();
  }

  /** A run with a setting of the sweep, after some epochs. */
  private Run trained(int setting, int seed, int epochs) throws IOException {
    int column = setting % 3;
    int row = setting / 3;
    String lr = List.of("0.01", "0.03", "0.1").get(column);
    String size = List.of("32", "128").get(row);
    Path folder = runs.resolve("live/batch_size=%s,lr=%s/seed-%s".formatted(size, lr, seed));
    Map<String, String> values = Map.of("lr", lr, "batch_size", size, "seed", "" + seed);
    Run run = SampleRuns.begun(folder, 0, EPOCHS, values);
    double rate = 0.08 + 0.03 * column - 0.03 * row;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double noise = 0.04 * seed * Math.sin(setting + epoch * seed);
      SampleRuns.epoch(run, epoch, 2.1 * Math.exp(-rate * epoch) + noise);
    }
    return run;
  }

  @ParameterizedTest
  @CsvSource({"en, training, Stop, waiting", "fr, en cours, Arrêter, en attente"})
  void trainingsWaitForOneAnother(String language, String training, String stop, String waiting)
      throws Exception {
    window.speak(language);
    window.show("train");
    for (String name : List.of("one", "two")) {
      window.find("#key-lr");
      window.set("#name", name);
      window.until("pre.command", "fovea train default");
      window.click(".side .primary");
      window.until(".notice", name);
    }
    window.until(".jobs li", element -> element.getText().matches("(?s)two\\s+" + waiting + ".*"));
    RunningProcess.enter(runs.resolve("one"), ProcessHandle.current());
    try {
      SampleRuns.finished(runs.resolve("one"), 2, Map.of());
      window.until(".jobs li", element -> element.getText().startsWith("one"));
      window.until(".jobs li .chip.good", training);
      window.until(".jobs li button", stop);
    } finally {
      RunningProcess.leave(runs.resolve("one"));
    }
    for (String name : List.of("one", "two")) {
      Files.createDirectories(runs.resolve(name));
      Files.createFile(runs.resolve(name).resolve("end"));
    }
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en, Resume, starting", "fr, Reprendre, démarre"})
  void aTrainingThatWasStoppedGoesOn(String language, String resume, String starting)
      throws IOException {
    SampleRuns.begun(runs.resolve("half"), 2, 5, Map.of());
    window.speak(language);
    window.show("train");
    window.until(".jobs li", "2 / 5");
    window.until(".jobs li button", resume).click();
    window.until(".jobs li .chip", starting);
    assertThat(window.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"en", "fr"})
  void aFigureGoesIntoTheReport(String language) throws IOException {
    SampleRuns.finished(runs.resolve("a"), 3, Map.of());
    window.speak(language);
    window.show("runs");
    window.click(".plot .into-report");
    window.until("dialog #report-question option:nth-child(34)", element -> true);
    window.set("#report-question", "17");
    window.set("#report-caption", "La perte");
    assertThat(window.faults()).asString().isEqualTo("[]");
    window.click("dialog .primary");
    window.until(".notice", "loss.svg");
    assertThat(folder.resolve("report/report.md"))
        .content()
        .contains("![La perte](pictures/loss.svg)", "lang: " + language);
    assertThat(folder.resolve("report/pictures/loss.svg"))
        .content()
        .startsWith("<svg")
        .contains("polyline", "#17211f") // the ink of the light colours
        .doesNotContain("undefined", "NaN");
    assertThat(window.errors()).isEmpty();
  }
}
