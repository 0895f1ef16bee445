package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.run.Run;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

/** What a teacher sees of thirty students' folders. */
class ClassBrowserTest {

  private static final int STUDENTS = 30;

  /** Those of the first students, who need their teacher; the last has not begun. */
  private static final int DAMAGED = 1;

  private static final int DIVERGED = 2;
  private static final int STOPPED = 3;
  private static final int TRAINING = 4;

  /** The runs of the others: one, two, or three. */
  private static final int MOST_RUNS = 3;

  @TempDir private Path folder;

  private Run training;
  private Visitor visitor;
  private BrowserWindow window;

  private static String name(int number) {
    return String.format(Locale.ROOT, "student-%02d", number);
  }

  private Path student(int number) {
    return folder.resolve(name(number));
  }

  @BeforeEach
  void open() throws IOException {
    for (int number = DAMAGED; number < STUDENTS; number++) {
      for (int i = 0; i <= number % MOST_RUNS; i++) {
        SampleRuns.finished(student(number).resolve("run-" + i), number + i, Map.of());
      }
    }
    Files.writeString(student(DAMAGED).resolve("run-0/metrics.jsonl"), "no JSON\n{}\n");
    Run diverged = SampleRuns.begun(student(DIVERGED).resolve("diverged"), 1, 9, Map.of());
    SampleRuns.end(diverged, "diverged");
    SampleRuns.begun(student(STOPPED).resolve("stopped"), 1, 9, Map.of());
    training = SampleRuns.begun(student(TRAINING).resolve("now"), 1, 9, Map.of());
    RunningProcess.enter(training.folder(), ProcessHandle.current());
    Files.createDirectories(student(STUDENTS));
    visitor = Visitor.of(folder);
    window = BrowserWindow.open(visitor);
  }

  @AfterEach
  void close() throws IOException {
    RunningProcess.leave(training.folder());
    if (window != null) {
      window.close();
    }
    visitor.close();
  }

  private List<String> names() {
    return window.all("table.class tbody th").stream().map(WebElement::getText).toList();
  }

  private void untilRow(int number, String... texts) {
    window.until(
        "table.class tbody tr",
        row ->
            row.getText().startsWith(name(number))
                && List.of(texts).stream().allMatch(row.getText()::contains));
  }

  private void sortBy(int column, String wanted) {
    window.click("table.class thead th:nth-child(%s) button".formatted(column));
    window.until("h1", element -> window.hash().contains("sort=" + wanted));
  }

  @ParameterizedTest
  @CsvSource({
    "en, '30 students, 62 runs. The best accuracies have the median 54.7%.', 1 damaged, 1 diverged,"
        + " 1 stopped, 1 running, no run yet",
    "fr, '30 étudiants, 62 entraînements. Les meilleures exactitudes ont pour médiane 54,7',"
        + " 1 abîmé, 1 a divergé, 1 arrêté, 1 en cours, aucun entraînement"
  })
  void thirtyStudentsAreSeenAtOnce(
      String language,
      String sum,
      String damaged,
      String diverged,
      String stopped,
      String running,
      String none)
      throws IOException {
    window.speak(language);
    window.show("class");
    window.until(".class-sum", sum);
    assertThat(names()).hasSize(STUDENTS).isSorted();
    untilRow(DAMAGED, damaged);
    untilRow(DIVERGED, diverged);
    untilRow(STOPPED, stopped);
    untilRow(TRAINING, running);
    untilRow(STUDENTS, none);
    assertThat(window.faults()).asString().isEqualTo("[]");
    window.picture("class-" + language);

    List<String> rows = window.saved("section.panel").get("class.csv").lines().toList();
    assertThat(rows)
        .hasSize(1 + STUDENTS)
        .startsWith("student,runs,best_accuracy,running,stopped,diverged,damaged,last");
    assertThat(rows.get(DAMAGED)).startsWith(name(DAMAGED) + ",").contains(",0,0,0,1,");
    assertThat(rows.get(STUDENTS)).isEqualTo(name(STUDENTS) + ",0,,0,0,0,0,");

    sortBy(3, "-best"); // the more epochs, the better
    window.until("table.class tbody th", "student-");
    assertThat(names().subList(0, 3)).containsExactly("student-29", "student-28", "student-26");
    sortBy(4, "-states");
    assertThat(names().subList(0, 3))
        .containsExactlyInAnyOrder("student-01", "student-02", "student-03");

    SampleRuns.finished(student(STUDENTS).resolve("first"), 1, Map.of()); // while it is looked at
    window.until("table.class tbody tr", row -> !row.getText().contains(none));
    window.until(".class-sum", element -> element.getText().contains("63") && !names().isEmpty());
    assertThat(window.find("table.class").getText()).doesNotContain(none);

    window.click("table.class a[href*='student-29']");
    window.until("table.runs .name", "student-29/run-0");
    assertThat(window.all("table.runs .name")).hasSize(1 + (STUDENTS - 1) % MOST_RUNS);
    window.until(".plot .legend li", "student-29/run-");
    assertThat(window.errors()).isEmpty();

    window.screen(390, 844, 1);
    window.show("class");
    window.until(".class-sum", "30");
    assertThat(
            window.run(
                "const page = document.documentElement;"
                    + " return page.scrollWidth - page.clientWidth"))
        .isEqualTo(0L);
    window.picture("class-390-" + language);
    window.wholeScreen();
  }
}
