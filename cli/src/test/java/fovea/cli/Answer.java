package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** What a command answered: its exit status and the lines of its two streams. */
record Answer(int status, List<String> results, List<String> messages) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** This answer, which must be a success. */
  Answer succeeded() {
    assertThat(status).as("%s", messages).isZero();
    return this;
  }

  /** The one line that tells a failure, without {@code fovea: }; there must be no results. */
  String failure(int expectedStatus) {
    assertThat(results).as("results").isEmpty();
    assertThat(status).as("%s", messages).isEqualTo(expectedStatus);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0)).startsWith("fovea: ").doesNotContain("unexpected error");
    return messages.get(0).substring("fovea: ".length());
  }

  /** The results, a JSON object a line. */
  List<JsonNode> json() {
    return results.stream().map(Answer::parse).toList();
  }

  static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
