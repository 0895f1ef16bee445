package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guide shows is what the program reads and says. */
class NetworkGuideTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"networks.md", "networks.fr.md"})
  void itsNetworksCanBeRead(String page) throws IOException {
    List<String> blocks = YAML.matcher(text(page)).results().map(found -> found.group(1)).toList();
    int whole = 0;
    for (String block : blocks) {
      if (block.startsWith("  - ")) {
        assertThat(NetworkFile.parse(page, block).network().toString()).isNotEmpty();
      } else if (block.contains("network:")) {
        NetworkText.in(page, block).orElseThrow().check(Shape.image(3, 32, 32), 10);
        whole++;
      }
    }
    assertThat(whole).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"networks.md", "networks.fr.md"})
  void itsMessagesAreTheProgramsOwn(String page) throws IOException {
    List<String> messages =
        text(page).lines().filter(line -> line.matches("mi(ne|en)\\.yaml, line .*")).toList();
    assertThat(messages).hasSize(5);
    try (InputStream in = NetworkGuideTest.class.getResourceAsStream("refused.txt")) {
      String refused = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String message : messages) {
        assertThat(refused).contains(">>> " + message.replace("mien", "mine") + "\n");
      }
    }
  }

  private static String text(String page) throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs"))) {
      folder = folder.getParent();
    }
    return Files.readString(folder.resolve("docs").resolve(page));
  }
}
