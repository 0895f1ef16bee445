package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import fovea.nn.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to a file, reading it gives a network or one line that says why not. */
class NetworkFuzzTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String FILE =
      """
      # A file with everything.
      name: mine
      input: 3x32x32
      network:
        - repeat 2:
            - stem#: conv 32 5x5 same no bias, groups 1
            - batchnorm epsilon 1e-4 momentum 0.2
            - relu
        - maxpool 3x3 stride 2 pad 1 ceil
        - layer1.0:
            residual:
              - conv 64 3x3 same stride 2
              - repeat 2: [gelu, dropout 0.1 channels]
            shortcut:
              - conv 64 1x1 stride 2
        - avgpool 2 exclude padding
        - flatten
        - linear 100
        - dropout 0.5
        - linear classes
      """;

  private static final List<String> PIECES =
      List.of(
          "- ",
          "\n",
          "  ",
          ": ",
          "#",
          "[",
          "]",
          "{",
          "}",
          ",",
          "\"",
          "'",
          "|",
          ">",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "---\n",
          "...\n",
          "%",
          "@",
          "`",
          "?",
          "<<: ",
          "\t",
          "\0",
          "\u00e9",
          "\uD800",
          "\uFEFF",
          "\u2028",
          "null",
          "~",
          "true",
          "-1",
          "0",
          "999999999",
          "1e999",
          "2147483648",
          "NaN",
          "0x10",
          "1_0",
          "12:30",
          "repeat 1000:",
          "repeat 10000: ",
          "residual:",
          "shortcut:",
          "residual: [relu]",
          "conv classes 1",
          "linear classes",
          "network:",
          "pad 99999",
          "dilation 70000",
          "stride",
          "groups",
          "no",
          "x",
          "1x",
          "%s",
          "%n",
          "\\",
          "\r",
          "\u0085");

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Property(tries = 4000)
  void aChangedFileIsReadOrRefused(@ForAll("seeds") long seed) {
    String text = changed(new Random(seed));
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(text));
  }

  private static void read(String text) {
    try {
      NetworkFile file = NetworkFile.parse("mine.yaml", text);
      assertThat(NetworkFile.parse("again.yaml", file.toString())).isEqualTo(file);
      file.network().network("mine", 10);
      file.network().check(file.input().orElse(Shape.image(3, 32, 32)), 10);
    } catch (RecipeException e) {
      assertThat(e.getMessage()).hasLineCount(1).startsWith("mine.yaml");
    }
    try {
      assertThat(NetworkText.in("mine.yaml", text)).isNotNull();
    } catch (RecipeException e) {
      assertThat(e.getMessage()).hasLineCount(1).startsWith("mine.yaml");
    }
    try {
      NetworkText.read(YAML.readTree(text).path("network"));
    } catch (RecipeException e) {
      assertThat(e.getMessage()).hasLineCount(1).startsWith("network");
    } catch (JsonProcessingException e) {
      return; // not YAML: whoever read the tree tells
    }
  }

  private static String changed(Random random) {
    StringBuilder text = new StringBuilder(FILE);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && text.length() > 0; i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        case 4 ->
            text.setCharAt(
                at, (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536)));
        default -> moveLine(text, random);
      }
    }
    return text.toString();
  }

  /** A line comes to stand elsewhere, or with another indent. */
  private static void moveLine(StringBuilder text, Random random) {
    int start = text.lastIndexOf("\n", random.nextInt(text.length())) + 1;
    int end = text.indexOf("\n", start);
    if (end < 0) {
      return;
    }
    String line = text.substring(start, end + 1);
    text.delete(start, end + 1);
    int to = text.lastIndexOf("\n", random.nextInt(text.length() + 1)) + 1;
    text.insert(to, " ".repeat(random.nextInt(4)) + line);
  }
}
