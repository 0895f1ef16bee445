package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticCommandTest {

  private static final Caller FOVEA = new Caller(Path.of("target", "no-cache"));

  private static Answer first(Object... more) {
    Object[] words = {
      "arithmetic", "--input", "32x32x3", "--kernel", "5", "--padding", "2", "--filters", "32"
    };
    return FOVEA.call(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray());
  }

  @Test
  void theFormulaIsFilledIn() {
    assertThat(first().succeeded().results())
        .containsExactly(
            "  input                   32 x 32 x 3         3,072 numbers",
            "  output                  32 x 32 x 32        32,768 numbers",
            "                          (length + 2 x padding - dilation x (kernel - 1) - 1) /"
                + " stride + 1",
            "  height                  floor((32 + 2 x 2 - 1 x (5 - 1) - 1) / 1) + 1 = 32",
            "  width                   floor((32 + 2 x 2 - 1 x (5 - 1) - 1) / 1) + 1 = 32",
            "  weights                 32 filters x (3 channels x 5 x 5) = 2,400, and 32 biases:"
                + " 2,432 parameters",
            "  cost                    2,457,600 multiply-adds an image",
            "  fully connected         32,768 x 3,072 = 100,663,296 weights and 32,768 biases for"
                + " the same output: 41,405 times as many");
  }

  @Test
  void frenchIsSpoken() {
    List<String> lines = first("--lang", "fr").succeeded().results();
    assertThat(lines.get(0))
        .isEqualTo("  entrée                  32 x 32 x 3         3 072 nombres");
    assertThat(lines.get(7)).contains("100 663 296 poids").endsWith("41 405 fois plus");
    assertThat(lines).hasSameSizeAs(first().results());
  }

  @Test
  void machinesGetJson() {
    JsonNode node = first("--json").succeeded().json().get(0);
    assertThat(node.path("output").toString()).isEqualTo("[32,32,32]");
    assertThat(node.path("fully_connected_weights").asLong()).isEqualTo(100_663_296);
  }

  @ParameterizedTest
  @CsvSource({
    "--solve same, 2, '[32,32,32]'",
    "--solve half, 2, '[32,16,16]'",
    "--solve same --dilation 2, 4, '[32,32,32]'"
  })
  void aPaddingIsFound(String flags, int padding, String output) {
    Object[] words =
        ("arithmetic --input 32x32x3 --kernel 5 --filters 32 --json " + flags).split(" ");
    JsonNode node = FOVEA.call(words).succeeded().json().get(0);
    assertThat(node.path("padding").get(0).asInt()).isEqualTo(padding);
    assertThat(node.path("output").toString()).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource({
    "--input 32x32 --kernel 5, --input: '32x32' is not a shape: write channels x height x width",
    "--input 3x3x8 --kernel 5, 'Conv2d does not fit its input 8x3x3'",
    "--input 8x8x8 --kernel big, --kernel 'big' is not a size: write a whole number",
    "--input 8x8x8 --kernel 2 --pool min, --pool is 'min': it must be max or avg",
    "--input 8x8x8 --kernel 2 --solve third, --solve is 'third': it must be same or half",
    "--input 8x8x8 --kernel 2 --lang de, --lang is 'de': it must be en or fr",
    "--input 8x8x8 --kernel 0, kernel is 0x0: it must be at least 1"
  })
  void whatCannotBeIsToldInALine(String words, String message) {
    Answer answer = FOVEA.call((Object[]) ("arithmetic " + words).split(" "));
    assertThat(answer.status()).isIn(1, 2);
    assertThat(answer.messages().get(0)).startsWith("fovea: " + message);
    assertThat(answer.messages()).hasSizeLessThanOrEqualTo(2);
  }

  /** PyTorch drops a last window that would begin outside: then the floor is what counts. */
  @ParameterizedTest
  @CsvSource({
    "7x7x1, 2, 2, 'ceil((7 + 2 x 0 - 1 x (2 - 1) - 1) / 2) + 1 = 4'",
    "5x5x1, 1, 3, 'floor((5 + 2 x 0 - 1 x (1 - 1) - 1) / 3) + 1 = 2'"
  })
  void aFormulaInCeilModeIsTrue(String input, int kernel, int stride, String formula) {
    assertThat(
            FOVEA
                .call(
                    "arithmetic",
                    "--input",
                    input,
                    "--kernel",
                    kernel,
                    "--stride",
                    stride,
                    "--pool",
                    "max",
                    "--ceil")
                .succeeded()
                .results())
        .contains("  height                  " + formula);
  }

  @ParameterizedTest
  @CsvSource({
    "--kernel 2 --pool max --solve half, '[0,0]', '[2,2]', '[32,16,16]'",
    "--kernel 3 --pool avg --solve same, '[1,1]', '[1,1]', '[32,32,32]'"
  })
  void aPoolingsPaddingAndStrideAreFound(
      String flags, String padding, String stride, String output) {
    Object[] words = ("arithmetic --input 32x32x32 --json " + flags).split(" ");
    JsonNode node = FOVEA.call(words).succeeded().json().get(0);
    assertThat(node.path("padding").toString()).isEqualTo(padding);
    assertThat(node.path("stride").toString()).isEqualTo(stride);
    assertThat(node.path("output").toString()).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource({
    "--stride 2 --padding 1, convolution-5x5-kernel3-stride2-padding1, Convolution",
    "--pool max --lang fr, max-pooling-5x5-kernel3-stride3-padding0, Max pooling",
    "--transposed --stride 2, transposed-convolution-5x5-kernel3-stride2-padding0, Transposed",
    "--dilation 2, convolution-5x5-kernel3-stride1-padding0-dilation2, 'dilation 2'"
  })
  void aFigureAndAnAnimationAreDrawn(String flags, String name, String title, @TempDir Path folder)
      throws IOException {
    Object[] words = ("arithmetic --input 5x5x1 --kernel 3 --draw --json " + flags).split(" ");
    Object[] all =
        Stream.concat(Arrays.stream(words), Stream.of("--out", folder.resolve("new"))).toArray();
    JsonNode files = FOVEA.call(all).succeeded().json().get(0).path("figures");
    assertThat(files).hasSize(4);
    for (String ending : List.of(".svg", ".png", "-animated.svg", ".gif")) {
      assertThat(folder.resolve("new").resolve(name + ending)).isNotEmptyFile();
    }
    assertThat(folder.resolve("new").resolve(name + ".svg")).content().contains(title);
  }

  @Test
  void whatIsTooLargeIsNotDrawn(@TempDir Path folder) {
    Answer answer =
        FOVEA.call("arithmetic", "--input", "224x224x3", "--kernel", 3, "--draw", "--out", folder);
    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.messages())
        .singleElement()
        .asString()
        .startsWith("fovea: cannot draw 224x224 cells, padding included: a figure shows up to");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTransposedConvolutionAndAPoolingAreTold() {
    assertThat(
            FOVEA
                .call(
                    (Object[])
                        "arithmetic --input 16x16x8 --kernel 4 --stride 2 --padding 1 --transposed --filters 4"
                            .split(" "))
                .succeeded()
                .results())
        .contains(
            "  output                  32 x 32 x 4         4,096 numbers",
            "  weights                 8 channels x (4 filters x 4 x 4) = 512, and 4 biases: 516"
                + " parameters");
    assertThat(
            FOVEA
                .call(
                    (Object[]) "arithmetic --input 7x7x64 --kernel 2 --pool max --ceil".split(" "))
                .succeeded()
                .results())
        .contains("  weights                 none: a pooling learns nothing");
  }
}
