package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {

  private static final String TEXT =
      "perte de test minimale apr\u00e8s l'\u00e9poque 2\u00a0: 2,2475, la derni\u00e8re\u00a0: pas"
          + " de surapprentissage visible";

  private static List<String> printed(String text, Map<String, String> environment) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    new Console(System.out, messages, environment, "").prose(text);
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 40, 80, 120})
  void proseOnATerminalBreaksBetweenWords(int columns) {
    List<String> lines = printed(TEXT, Map.of("FOVEA_TERMINAL", Integer.toString(columns)));

    assertThat(lines).allMatch(line -> line.length() < columns);
    assertThat(String.join(" ", lines)).isEqualTo(TEXT);
    assertThat(lines).noneMatch(line -> line.startsWith(":") || line.startsWith("\u00a0"));
  }

  @Test
  void aWordThatIsLongerThanTheTerminalStaysWhole() {
    String path = "/a/path/that/is/longer/than/the/terminal";

    assertThat(printed("in " + path + " now", Map.of("FOVEA_TERMINAL", "30"))).contains(path);
  }

  @Test
  void elsewhereProseIsALine() {
    assertThat(printed(TEXT, Map.of())).containsExactly(TEXT);
  }
}
