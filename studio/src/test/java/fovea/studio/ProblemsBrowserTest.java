package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server says is wrong, in the language of the page. */
class ProblemsBrowserTest {

  private static final List<String> NETWORKS =
      List.of(
          "network:\n  - konv 8 3\n",
          "network:\n  - conv 8\n",
          "network:\n  - conv 8 3 stride x\n",
          "network:\n  - conv 8 99\n  - flatten\n  - linear classes\n",
          "network:\n  - conv 8 3\n  - linear classes\n",
          "network:\n  - tanh\n",
          "network:\n  - pool 2\n",
          "network:\n  - groupnorm\n",
          "network:\n  - adaptiveavgpool\n",
          "network:\n  - batchnorm1d\n",
          "network:\n  - depthwise\n",
          "network:\n  - identity\n",
          "network:\n  - sequential\n",
          "network:\n  - add\n",
          "network:\n  - residual\n",
          "network:\n  - shortcut\n",
          "network:\n  - repeat 3\n",
          "network:\n  - input\n",
          "network:\n\t- flatten\n",
          "network: []\n",
          "layers:\n  - flatten\n");

  private static final List<Map<String, Object>> ORDERS =
      List.of(
          Map.of("values", Map.of("lr", "-1")),
          Map.of("values", Map.of("lr", "x")),
          Map.of("values", Map.of("epochs", "0")),
          Map.of("values", Map.of("batch_size", "1.5")),
          Map.of("values", Map.of("optimizer", "adamm")),
          Map.of("values", Map.of("model", "lenet")),
          Map.of("values", Map.of("dropout", "1")),
          Map.of("values", Map.of("max_time", "soon")),
          Map.of("values", Map.of("schedule", "multi-step")),
          Map.of("name", "../x"),
          Map.of("kind", "sweep"),
          Map.of("kind", "sweep", "values", Map.of("lr", "0.1,0.1")),
          Map.of("kind", "ladder", "values", Map.of("epochs", "0")));

  /** Words that no French message has. */
  private static final Pattern ENGLISH =
      Pattern.compile(
          "\\b(the|must|there|has|have|unknown|did"
              + " you|give|from|with|missing|above|below|to|is|write|leave)\\b");

  @Test
  void whatUsersMeetIsSaidInFrench(@TempDir Path folder) throws Exception {
    try (Visitor visitor = Visitor.of(folder.resolve("runs"));
        BrowserWindow window = BrowserWindow.open(visitor)) {
      List<String> messages = new ArrayList<>();
      for (String text : NETWORKS) {
        JsonNode answer =
            visitor.answered(visitor.post("/api/networks/summary", Map.of("text", text)));
        messages.add(answer.path("problem").path("message").asText());
      }
      for (Map<String, Object> order : ORDERS) {
        JsonNode answer = visitor.answered(visitor.post("/api/command", order));
        messages.add(answer.path("error").asText());
      }
      assertThat(messages).doesNotContain("").hasSize(NETWORKS.size() + ORDERS.size());
      for (String range : visitor.json("/api/form?recipe=baseline").findValuesAsText("range")) {
        if (!range.isEmpty()) {
          messages.add(range);
        }
      }
      window.speak("fr");
      List<String> french = window.said(messages);
      for (int i = 0; i < messages.size(); i++) {
        assertThat(french.get(i)).as(messages.get(i)).doesNotContainPattern(ENGLISH);
      }
    }
  }
}
