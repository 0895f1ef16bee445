package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help texts and wrong usage. */
class HelpTest {

  private static final int COLUMNS = 80;

  @TempDir private Path folder;

  private Answer call(Map<String, String> environment, Object... words) {
    return new Caller(folder, environment).call(words);
  }

  private Answer call(Object... words) {
    return call(Map.of(), words);
  }

  static Stream<String> commands() {
    return Stream.of(
        "train",
        "lr-find",
        "record",
        "evaluate",
        "predict",
        "explain",
        "scan",
        "symmetry",
        "export",
        "import",
        "check",
        "serve",
        "runs",
        "runs list",
        "runs show",
        "runs rm",
        "runs copy",
        "summary",
        "receptive-field",
        "arithmetic",
        "bench",
        "baseline",
        "baseline bow",
        "baseline kmeans",
        "data",
        "data fetch",
        "data info",
        "data show",
        "data clean",
        "lab",
        "lab run",
        "lab sweep",
        "lab compare",
        "lab table",
        "lab plan",
        "studio",
        "report",
        "report new",
        "report build",
        "report check",
        "report verify",
        "report followup",
        "shell",
        "completion",
        "help");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsInTheUsersLanguageAndFitsTheTerminal(String command) {
    Object[] words = ("help " + command).split(" ");
    List<String> english = call(words).succeeded().results();
    List<String> french = call(Map.of("FOVEA_LANG", "fr"), words).succeeded().results();

    assertThat(english.get(0)).startsWith("Usage: fovea " + command);
    assertThat(french.get(0)).startsWith("Utilisation : fovea " + command);
    assertThat(english).allMatch(line -> line.length() < COLUMNS);
    assertThat(french).allMatch(line -> line.length() < COLUMNS);
    assertThat(french)
        .noneMatch(line -> line.matches("(?!  fovea ).*\\b(the|of|and|Print|Show|Use)\\b.*"));
    assertThat(call((Object[]) (command + " --help").split(" ")).results()).isEqualTo(english);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsAsWideAsTheTerminalAndBreaksAtSpacesOnly(String command) {
    for (String language : List.of("en", "fr")) {
      List<String> wide = helpAt(200, language, command);
      assertThat(wide).allMatch(line -> line.length() <= 100);
      for (int columns : List.of(40, 80)) {
        List<String> lines = helpAt(columns, language, command);
        assertThat(lines)
            .allMatch(line -> line.length() < columns)
            .noneMatch(line -> line.matches("\\s*[;:!?»%]( .*)?"));
        assertThat(words(lines)).isEqualTo(words(wide));
      }
    }
  }

  private List<String> helpAt(int columns, String language, String command) {
    Map<String, String> environment =
        Map.of("FOVEA_TERMINAL", Integer.toString(columns), "FOVEA_LANG", language);
    Object[] words = ("help " + command).split(" ");
    return call(environment, words).succeeded().results();
  }

  /** All words, without the backslashes after which an example goes on. */
  private static List<String> words(List<String> lines) {
    return Stream.of(String.join(" ", lines).split("\\s+"))
        .filter(word -> !word.equals("\\"))
        .toList();
  }

  @Test
  void whatIsTypedStaysInOnePiece() {
    assertThat(words(helpAt(80, "en", "train")))
        .contains(".safetensors", "erase[:share],", "*0.3)", "--batch-norm-place=NAME");
    assertThat(helpAt(40, "en", "train"))
        .containsSequence("  fovea train --dataset mnist \\", "      --model lenet5 --epochs 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void theCommandListHasWholeSentences(String language) {
    for (String group : List.of("", "lab", "data", "baseline", "report", "runs")) {
      List<String> words = new ArrayList<>(List.of("help"));
      words.addAll(group.isEmpty() ? List.of() : List.of(group));
      String all =
          String.join(
              "\n", call(Map.of("FOVEA_LANG", language), words.toArray()).succeeded().results());
      String list = all.replaceAll("(?s).*(Commands|Commandes ):\n(.*?)\n\n.*", "$2");
      for (String entry : list.replaceAll("\n {5,}", " ").split("\n", -1)) {
        assertThat(entry).matches("  [a-z-]+ +[A-ZÀ-Ý].*\\.");
      }
    }
  }

  @Test
  void everyKeyOfRecipesHasATopicAndItsDefault() {
    assertThat(Arrays.stream(Topic.values()).flatMap(topic -> topic.keys().stream()))
        .containsExactlyInAnyOrderElementsOf(
            RecipeKeys.all().stream().map(RecipeKey::name).toList());
    String help = String.join("\n", call("train", "--help").succeeded().results());
    assertThat(help).contains("(128)").contains("(0.1; *0.05)");
    assertThat(help.indexOf("\nData:")).isPositive().isLessThan(help.indexOf("--dataset"));
    assertThat(help.indexOf("\nLearning rate:")).isLessThan(help.indexOf("--lr="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lab", "data", "baseline", "report", "runs"})
  void withoutACommandThereIsTheHelp(String group) {
    Object[] words = group.isEmpty() ? new Object[0] : new Object[] {group};
    Answer answer = call(words);
    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.results()).isEmpty();
    assertThat(answer.messages())
        .isEqualTo(call((Object[]) ("help " + group).trim().split(" ")).results());
  }

  @ParameterizedTest
  @CsvSource({
    "train --learning-rate 0.1, --lr?",
    "train --learning_rate=0.1, --lr?",
    "train --epoch 3, --epochs?",
    "train --wd 3, --weight-decay?",
    "lab swep, sweep?",
    "help lab swep, sweep?",
    "trian, train?",
    "train cifernet, --model cifarnet?",
    "summary cifernet, 'cifarnet'?",
    "summary vgg6, 'vgg16'?",
    "train --optimizer adamm, 'adam'?",
    "train --schedule cosin, 'cosine'?",
    "train --normalize chanel, 'channel'?",
    "train --dataset cifr10, 'cifar10'?",
    "data info mnits, 'mnist'?"
  })
  void whatWasMeantIsSuggested(String words, String suggestion) {
    Answer answer = call((Object[]) words.split(" "));
    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.messages().get(0)).endsWith("did you mean " + suggestion);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict RUN a.png --top 0",
        "bench --batch 0",
        "bench --lang de",
        "predict RUN a.png --lang de",
        "bench --engine fast",
        "summary lenet5 --input 3x32",
        "summary lenet5 --csv --json",
        "summary lenet5 --larger 3",
        "arithmetic --input 32x32x3 --kernel z",
        "arithmetic --input 32x32x3 --kernel 3 --solve no",
        "receptive-field lenet5 --images 0",
        "baseline bow --words 0 --dataset cifar10-mini",
        "train --model nothing"
      })
  void wrongUsageIsTwo(String words) {
    assertThat(call((Object[]) words.split(" ")).status()).isEqualTo(2);
  }

  @Test
  void foveaIsCalledAsTheUserCallsIt() {
    Map<String, String> called = Map.of("FOVEA_COMMAND", "./fovea");
    assertThat(call(called, "help", "lab").results())
        .anyMatch(line -> line.startsWith("Usage: ./fovea lab "))
        .anyMatch(line -> line.equals("  ./fovea lab run"));
    assertThat(call(called, "train", "--x").messages())
        .last()
        .isEqualTo("Try './fovea train --help'.");
  }

  @Test
  void aCommandEndsIfNobodyReadsItsResults() {
    PrintStream gone =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public boolean checkError() {
            return true;
          }
        };
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    Console console =
        new Console(gone, new PrintStream(messages, true, StandardCharsets.UTF_8), Map.of(), "");
    assertThat(Fovea.run(console, List.of("summary", "lenet5"))).isEqualTo(141);
    assertThat(messages.size()).isZero();
  }
}
