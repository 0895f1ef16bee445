package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell as a process of its own, for its snippets print to the process's own streams. */
class ShellCommandTest {

  @TempDir private Path folder;

  private Answer shell(String typed, Object... words) throws IOException, InterruptedException {
    return shell(List.of(), typed, words);
  }

  private Answer shell(List<String> options, String typed, Object... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Djava.awt.headless=true",
            "-Djava.util.prefs.userRoot=" + folder,
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(options);
    command.addAll(List.of(Fovea.class.getName(), "shell"));
    for (Object word : words) {
      command.add(word.toString());
    }
    Path results = folder.resolve("results.txt");
    Path messages = folder.resolve("messages.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(results.toFile())
            .redirectError(messages.toFile())
            .start();
    try (Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
      input.write(typed);
    }
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Answer(
        process.exitValue(), Files.readAllLines(results), Files.readAllLines(messages));
  }

  @Test
  void linesThroughAPipeAnswerAsIfTheyWereTyped() throws IOException, InterruptedException {
    Answer answer =
        shell(
            """
            Zoo.names()
            Network mine = Network.of("mine", conv(8, 3).same(), relu(), flatten(), linear(10));
            System.out.println(mine.parameters(Shape.image(3, 8, 8)).size() + " parameters");
            Classifier.load(Path.of("nowhere"))
            /exit 3
            """);

    assertThat(answer.status()).as("%s", answer).isEqualTo(3);
    assertThat(answer.results())
        .anyMatch(
            line ->
                line.endsWith(
                    "==> [cifarnet, convnext_tiny, lenet5, mobilenet_v2, resnet18, resnet20,"
                        + " resnet34, resnet50, vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn,"
                        + " vgg19, vgg19_bn]"))
        .anyMatch(line -> line.endsWith("4 parameters"))
        .anyMatch(line -> line.contains("there is no nowhere: give the folder of a run"));
    assertThat(answer.messages()).isEmpty();
  }

  @Test
  void theCellsOfTheNotebookRun() throws IOException, InterruptedException {
    StringBuilder typed = new StringBuilder();
    Path notebook = Path.of("..", "examples", "notebooks", "first-network.ipynb");
    for (JsonNode cell : Answer.parse(Files.readString(notebook)).path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        cell.path("source").forEach(line -> typed.append(line.asText()));
        typed.append('\n');
      }
    }
    // Without the kernel's own commands; the shell, unlike the kernel, ends a snippet with its
    // line.
    String cells = typed.toString().replaceAll("(?m)^%.*$", "").replaceAll("\\n +\\.", ".");

    Answer answer = shell(cells).succeeded();

    assertThat(answer.results())
        .anyMatch(line -> line.contains("==> [airplane, automobile,"))
        .anyMatch(line -> line.matches(".*==> 0\\.\\d+"))
        .anyMatch(line -> line.contains("==> BufferedImage@"))
        .anyMatch(line -> line.contains("==> [Candidate["));
  }

  @Test
  void filesPrintWhatTheyPrintThemselves() throws IOException, InterruptedException {
    Path first = Files.writeString(folder.resolve("first.jsh"), "int sides = 4\nZoo.names()\n");
    Path second =
        Files.writeString(
            folder.resolve("second.jsh"), "System.out.println(maxPool(sides).kernel());\n");

    Answer answer = shell("", first, second).succeeded();

    assertThat(answer.results()).containsExactly("4x4");
    assertThat(answer.messages()).isEmpty();
  }

  @Test
  void aSnippetThatFailsMakesTheStatusOne() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("wrong.jsh"), "Zoo.name()\n");

    Answer answer = shell("", file);

    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.results()).isEmpty();
    assertThat(answer.messages()).first().asString().contains("Error");
  }

  @Test
  void theStandardInputCanBeAFile() throws IOException, InterruptedException {
    Answer answer = shell("Zoo.names()\nSystem.out.println(Zoo.input(\"lenet5\"));\n", "-");

    assertThat(answer.succeeded().results()).containsExactly("1x28x28");
  }

  @Test
  void aFileThatIsNotThereIsToldInALine() {
    Caller fovea = new Caller(folder.resolve("cache"));
    assertThat(fovea.call("shell", "nothing.jsh").failure(1))
        .isEqualTo("there is no file nothing.jsh");
  }

  @Test
  void aRuntimeWithoutJShellIsToldInALine() throws IOException, InterruptedException {
    Answer answer = shell(List.of("--limit-modules=java.se,jdk.unsupported"), "");

    assertThat(answer.failure(1))
        .isEqualTo(
            "this Java runtime has no JShell (the module jdk.jshell): start Fovea with a JDK");
  }
}
