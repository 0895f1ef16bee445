package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The questions of the lab, the student's progress, and figures in the report. */
class QuestionsTest {

  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0L9 9'/></svg>";

  @TempDir private Path folder;

  private static Map<String, Object> picture(String name, int question) {
    return new HashMap<>(
        Map.of(
            "question", question, "name", name, "caption", "A *curve*", "svg", SVG, "lang", "fr"));
  }

  @Test
  void progressIsKeptForALaterStudio() throws Exception {
    Path runs = folder.resolve("runs");
    try (Visitor visitor = Visitor.of(runs)) {
      JsonNode questions = visitor.json("/api/questions?lang=fr");
      assertThat(questions.path("questions")).hasSize(34);
      assertThat(questions.path("questions").get(15).path("title").asText())
          .isEqualTo("Taux d'apprentissage et taille des mini-batches");
      assertThat(questions.path("done")).isEmpty();
      visitor.post("/api/progress", Map.of("question", 7, "done", true));
      visitor.post("/api/progress", Map.of("question", 3, "done", true));
      visitor.post("/api/progress", Map.of("question", 7, "done", false));
    }
    try (Visitor visitor = Visitor.of(runs)) {
      assertThat(visitor.json("/api/questions").path("done").toString()).isEqualTo("[3]");
    }
  }

  @Test
  void aQuestionTellsWhatIsComputedAndWhichRunIsMissing() throws Exception {
    Path runs = folder.resolve("runs");
    try (Visitor visitor = Visitor.of(runs)) {
      assertThat(visitor.json("/api/facts?question=15&lang=en").toString())
          .contains("fovea train baseline --out");
      assertThat(visitor.json("/api/facts?question=1&lang=en").findValues("header")).hasSize(1);
      for (String number : List.of("0", "35", "x")) {
        assertThat(visitor.get("/api/facts?question=" + number).statusCode()).isEqualTo(400);
      }
    }
  }

  @Test
  void aFigureGoesIntoAReportThatIsMadeIfThereIsNone() throws Exception {
    Path runs = folder.resolve("runs");
    Path report = folder.resolve("report/report.md");
    try (Visitor visitor = Visitor.of(runs)) {
      assertThat(visitor.json("/api/report").path("exists").asBoolean()).isFalse();
      assertThat(visitor.post("/api/report/picture", picture("loss", 15)).statusCode())
          .isEqualTo(200);
      assertThat(visitor.json("/api/report").path("exists").asBoolean()).isTrue();
      String before = Files.readString(report);
      assertThat(before).contains("![A \\*curve\\*](pictures/loss.svg)").contains("lang: fr");
      assertThat(before.indexOf("pictures/loss.svg"))
          .isBetween(before.indexOf("{#q15}"), before.indexOf("{#q16}"));
      visitor.post("/api/report/picture", picture("loss", 34));
      String after = Files.readString(report);
      String added = "![A \\*curve\\*](pictures/loss-2.svg)\n\n";
      assertThat(after).contains(added);
      assertThat(after.replace(added, "")).isEqualTo(before); // nothing else is changed
      assertThat(folder.resolve("report/pictures/loss-2.svg")).hasContent(SVG);
    }
  }

  @Test
  void whatIsNoFigureIsRefused() throws Exception {
    try (Visitor visitor = Visitor.of(folder.resolve("runs"))) {
      for (String name : List.of("../x", "a/b", "", ".x")) {
        assertThat(visitor.post("/api/report/picture", picture(name, 1)).statusCode())
            .isEqualTo(400);
      }
      Map<String, Object> text = picture("x", 1);
      text.put("svg", "<html>");
      assertThat(visitor.post("/api/report/picture", text).statusCode()).isEqualTo(400);
      assertThat(folder.resolve("report")).doesNotExist();
    }
  }
}
