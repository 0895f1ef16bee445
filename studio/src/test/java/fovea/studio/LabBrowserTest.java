package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * A student's way through the lab in a real browser: questions, a sweep, figures for the report.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is replaced by a shell's script")
class LabBrowserTest {

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
        while [ ! -e "$out/end" ]; do sleep 0.1; done
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
