package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import fovea.nn.BatchNorm2d;
import fovea.nn.Layers;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Residual;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkErrorsTest {

  private static final Shape CIFAR = Shape.image(3, 32, 32);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The cases of refused.txt: a text, then its message after {@code >>>}. */
  static List<Arguments> texts() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    try (InputStream in = NetworkErrorsTest.class.getResourceAsStream("refused.txt")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String rest = all.replace("<TAB>", "\t").replace("<NUL>", "\0");
      for (int end = rest.indexOf("\n>>> "); end >= 0; end = rest.indexOf("\n>>> ")) {
        int after = rest.indexOf("\n", end + 1);
        cases.add(Arguments.of(rest.substring(0, end), rest.substring(end + 5, after)));
        rest = rest.substring(Math.min(after + 2, rest.length()));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatIsNoNetworkIsRefusedInOneLine(String yaml, String message) {
    assertThatThrownBy(
            () -> {
              NetworkFile file = NetworkFile.parse("mine.yaml", yaml);
              file.network().check(file.input().orElse(CIFAR), 10);
            })
        .isInstanceOf(RecipeException.class)
        .hasMessage(message)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "[]~network: the list has no layer",
        "'relu'~network: 'relu' where a list of layers is due: begin each with '- '",
        "['relu', 'rlu']~network entry 2: there is no layer 'rlu': did you mean 'relu'?",
        "['relu', 3]~network entry 2: there is no layer '3': choose from conv, maxpool, avgpool,"
            + " global avgpool, batchnorm, layernorm, layerscale, dropout, flatten, linear, relu,"
            + " relu6, gelu, scale, softmax",
        "['relu', null]~network entry 2: nothing where a layer is due (what follows ' #' is a"
            + " comment)",
        "[{'residual': ['relu'], 'shortcut': ['relu', 'rlu']}]~network entry 1, shortcut entry 2:"
            + " there is no layer 'rlu': did you mean 'relu'?",
        "['relu', {'x': {'residual': ['relu', 'rlu']}}]~network entry 2, residual entry 2: there"
            + " is no layer 'rlu': did you mean 'relu'?",
        "['relu', {'repeat 2': ['linear 1 no bais']}]~network entry 2, repeat 2 entry 1: 'linear 1"
            + " no bais' has 'no bais': linear takes: OUTPUTS|classes [no bias]",
        "[{'x': 'relu', 'y': 'relu'}]~network entry 1: 'y' stands in the entry of 'x': begin each"
            + " layer with '- '",
        "[{}]~network entry 1: lines of 'key: value' where a layer is due"
      })
  void withoutLinesEntriesAreCounted(String json, String message) {
    assertThatThrownBy(() -> NetworkText.read(JSON.readTree(json.replace('\'', '"'))))
        .isInstanceOf(RecipeException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"a b", "a/b", "a=b", "Residual", "a#", "caf\u00e9", ".a", "a."})
  void aNameThatIsNotFitForFilesHasNoText(String name) {
    Network network = new Network("odd", List.of(new Named(name, Layers.relu())));
    assertThatThrownBy(() -> NetworkText.of(network))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("network entry 1: ");
  }

  @Test
  void aNumberThatIsNotFiniteHasNoText() {
    Network network =
        Network.of("odd", new BatchNorm2d(Double.POSITIVE_INFINITY, 0.1), Layers.relu());
    assertThatThrownBy(() -> NetworkText.of(network))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("network entry 1: 'batchnorm epsilon Infinity' has 'infinity'");
  }

  @Test
  void deepNestsAreRefused() {
    Residual block = Layers.residual(Layers.relu());
    for (int i = 0; i < 30; i++) {
      block = Layers.residual(block);
    }
    Network network = Network.of("deep", block);
    assertThatThrownBy(() -> NetworkText.of(network))
        .isInstanceOf(RecipeException.class)
        .hasMessageEndingWith("repeats and blocks lie more than 20 deep in each other");
    for (String open : List.of("[", "{a: ", "- ", "[residual: ", "{residual: [", "{repeat 1: [")) {
      assertThatThrownBy(() -> NetworkFile.parse("mine.yaml", open.repeat(5000)))
          .isInstanceOf(RecipeException.class)
          .message()
          .hasLineCount(1);
      assertThatThrownBy(() -> NetworkText.in("mine.yaml", "network: " + open.repeat(5000)))
          .isInstanceOf(RecipeException.class);
    }
  }

  @Test
  void aTreeThatIsTooDeepIsRefused() throws IOException {
    String json = "[".repeat(900) + "]".repeat(900);
    assertThatThrownBy(() -> NetworkText.read(JSON.readTree(json)))
        .isInstanceOf(RecipeException.class)
        .hasMessageEndingWith("lists lie more than 100 deep in each other");
  }

  @Test
  void aLongTextIsRefused() {
    String long1 = "- " + "a".repeat(300);
    assertThatThrownBy(() -> NetworkFile.parse("mine.yaml", long1))
        .isInstanceOf(RecipeException.class)
        .hasMessage("mine.yaml, line 1: a layer of 300 characters: at most 200 are read");
    String long2 = "- relu\n".repeat(200_000);
    assertThatThrownBy(() -> NetworkFile.parse("mine.yaml", long2))
        .isInstanceOf(RecipeException.class)
        .hasMessage("mine.yaml has 1,400,000 characters: at most 1,048,576 are read");
    String many = "- relu\n".repeat(10_001);
    assertThatThrownBy(() -> NetworkFile.parse("mine.yaml", many))
        .isInstanceOf(RecipeException.class)
        .hasMessage("mine.yaml, line 10001: the network has more than 10,000 layers");
    assertThat(NetworkFile.parse("mine.yaml", "- relu\n".repeat(10_000)).network().toString())
        .hasLineCount(10_000);
  }

  @Test
  void aRecipesNetworkKeepsItsLines() {
    assertThatThrownBy(() -> NetworkText.in("r.yaml", "epochs: 3\n\nnetwork:\n- rleu\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("r.yaml, line 4: there is no layer 'rleu': did you mean 'relu'?");
    assertThatThrownBy(() -> NetworkText.in("r.yaml", "epochs: 3\nlr: {\nnetwork:\n- relu\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("r.yaml is not YAML: line 4: ");
    assertThatThrownBy(() -> NetworkText.in("r.yaml", "network: [relu]\nnetwork: [gelu]\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("r.yaml, line 2: the key 'network' stands there a second time");
  }

  @Test
  void aFilesBytesMustBeText(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    byte[] bytes = "- relu\n- \u00e9lu\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, bytes);
    assertThatThrownBy(() -> NetworkFile.read(file))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(file + ", line 2: the byte 0xE9 is not UTF-8");
    byte[] cut = Arrays.copyOf("- relu \u00e9".getBytes(StandardCharsets.UTF_8), 8);
    Files.write(file, cut);
    assertThatThrownBy(() -> NetworkFile.read(file))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(file + ", line 1: the byte 0xC3 is not UTF-8");
    Files.writeString(file, "\uFEFF- relu\r\n- gelu\r\n");
    assertThat(NetworkFile.read(file).network()).hasToString("- relu\n- gelu\n");
  }

  @Test
  void otherYamlMappersGiveTheSameMessages() {
    assertThatThrownBy(() -> new YAMLMapper().readValue("- rleu", NetworkText.class))
        .hasRootCauseInstanceOf(RecipeException.class);
  }

  @Test
  void layersBesideAFileOfLayersAreRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), "- flatten\n- linear classes\n");
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, "model: mine.yaml\nnetwork: [flatten, linear classes]\n");
    assertThatThrownBy(() -> RecipeReader.read(recipe.toString(), Map.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(
            recipe
                + ": model is the file mine.yaml, and network is a list of layers: give one of"
                + " them");
    Files.delete(folder.resolve("mine.yaml"));
    assertThat(RecipeReader.read(recipe.toString(), Map.of()).model()).isEqualTo("mine.yaml");
  }

  @Test
  void aMisspeltFileIsNamedWithTheOneBesideIt(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), "- flatten\n- linear classes\n");
    String wrong = folder.resolve("mien.yaml").toString();
    assertThatThrownBy(() -> NetworkSource.of(wrong))
        .isInstanceOf(RecipeException.class)
        .hasMessage("model is '" + wrong + "': there is no such file; did you mean 'mine.yaml'?");
  }

  @Test
  void aCheckpointIsNoNetworkFile(@TempDir Path folder) throws IOException {
    Path checkpoint = Files.write(folder.resolve("best.safetensors"), new byte[] {1, (byte) 0x90});
    assertThatThrownBy(() -> NetworkSource.of(checkpoint.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(
            checkpoint + " is a checkpoint: give the folder of its run, or the network.yaml in it");
  }
}
