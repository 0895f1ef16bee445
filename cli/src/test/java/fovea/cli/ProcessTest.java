package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own. */
class ProcessTest {

  @TempDir private Path folder;

  @Test
  void anInterruptedTrainingSavesItsStateAndGoesOn() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    Process training =
        start(
            List.of(),
            "train",
            "--dataset=cifar10-mini",
            "--model=lenet5",
            "--limit-train=320",
            "--limit-test=50",
            "--epochs=100000",
            "--json",
            "--out=" + run);
    List<JsonNode> events = new ArrayList<>();
    int status;
    try (BufferedReader results = training.inputReader(StandardCharsets.UTF_8)) {
      while (events.size() < 2) {
        String line = results.readLine();
        assertThat(line).as("%s", (Object) messages()).isNotNull();
        events.add(Answer.parse(line));
      }
      training.toHandle().destroy(); // the process's own method would close its streams
      results.lines().map(Answer::parse).forEach(events::add);
      assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
      status = training.exitValue();
    } finally {
      training.destroyForcibly();
    }

    assertThat(status).isEqualTo(Fovea.INTERRUPTED);
    assertThat(messages()).filteredOn(line -> line.matches("(INFO )?precision f32: .+")).hasSize(1);
    assertThat(events.get(events.size() - 1).path("stopped").asText()).isEqualTo("interrupted");
    assertThat(messages()).last().isEqualTo("to continue: fovea train --resume " + run);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .extracting(Answer::parse)
        .isEqualTo(events);

    Caller fovea = new Caller(folder.resolve("cache"));
    int epochs = events.size() - 2;
    fovea.call("train", "--resume", run, "--epochs", epochs + 1).succeeded();
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .extracting(line -> Answer.parse(line).path("epoch").asInt())
        .containsExactlyElementsOf(
            IntStream.concat(IntStream.rangeClosed(0, epochs + 1), IntStream.of(0))
                .boxed()
                .toList());
    fovea.call("evaluate", run).succeeded();
  }

  /** The native library would crash if it was unloaded while a kernel runs. */
  @Test
  void anInterruptedComputationEndsWithoutACrash() throws IOException, InterruptedException {
    for (String model : List.of("vgg16", "cifarnet", "resnet20")) {
      Path crash = folder.resolve(model + ".log");
      Process bench =
          start(List.of("-XX:ErrorFile=" + crash), "bench", model, "--batch=32", "--steps=1000");
      try {
        assertThat(bench.waitFor(3, TimeUnit.SECONDS)).isFalse();
        bench.toHandle().destroy();
        assertThat(bench.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        bench.destroyForcibly();
      }
      assertThat(bench.exitValue()).isEqualTo(Fovea.INTERRUPTED);
      assertThat(crash).doesNotExist();
    }
  }

  /** But for French, whose texts have French numbers. */
  @Test
  void numbersAreWrittenTheSameInEveryCountry() throws IOException, InterruptedException {
    Process summary =
        start(List.of("-Duser.language=de", "-Duser.country=DE"), "summary", "lenet5");
    List<String> lines;
    try (BufferedReader results = summary.inputReader(StandardCharsets.UTF_8)) {
      lines = results.lines().toList();
    } finally {
      assertThat(summary.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(summary.exitValue()).isZero();
    assertThat(lines).last().asString().startsWith("total").contains(" 61,706 ").endsWith(" kB");
    assertThat(lines).last().asString().matches(".* \\d+\\.\\d kB");
  }

  /** A run that began in bf16, or where this machine lacks that, says that it did. */
  private Path begun(String model) throws IOException {
    Path run = folder.resolve("run");
    new Caller(folder.resolve("cache"))
        .train(run, "--model", model, "--epochs", 1, "--limit-train", 32, "--limit-test", 10)
        .succeeded();
    Path info = run.resolve("run.json");
    String text = Files.readString(info);
    Files.writeString(info, text.replace("\"f32\"", "\"bf16\""));
    assertThat(text).contains("\"engine\" : \"onednn ");
    return run;
  }

  private JsonNode resume(Path run, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    Process resumed =
        start(environment, List.of(options), "train", "--resume=" + run, "--epochs=2", "--json");
    try (BufferedReader results = resumed.inputReader(StandardCharsets.UTF_8)) {
      List<JsonNode> events = results.lines().map(Answer::parse).toList();
      assertThat(resumed.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(resumed.exitValue()).as("%s", messages()).isZero();
      assertThat(events).extracting(event -> event.path("epoch").asInt()).contains(2);
      return events.get(0);
    }
  }

  @Test
  void whereBf16IsNotFastARunGoesOnInF32AndSaysSo() throws IOException, InterruptedException {
    JsonNode start = resume(begun("cifarnet"), Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"));

    assertThat(start.path("precision").asText()).isEqualTo("f32");
    assertThat(messages())
        .contains("WARN the onednn engine has no fast bf16 on this machine: computing in f32");
  }

  @Test
  void whereOneDnnDoesNotLoadARunGoesOnWithTheReferenceEngineAndSaysSo()
      throws IOException, InterruptedException {
    JsonNode start = resume(begun("lenet5"), Map.of(), "-Dorg.bytedeco.javacpp.platform=none");

    assertThat(start.path("precision").asText()).isEqualTo("f32");
    assertThat(messages())
        .anyMatch(
            line -> line.matches("WARN oneDNN could not be loaded .*: using the reference .*"));
  }

  private Process startSmallTraining(Map<String, String> environment, List<String> options)
      throws IOException {
    return start(
        environment,
        options,
        "train",
        "--dataset=cifar10-mini",
        "--model=lenet5",
        "--limit-train=32",
        "--limit-test=10",
        "--epochs=1",
        "--out=" + folder.resolve("run"));
  }

  /** The error is that of a class file that is damaged. */
  @Test
  void anErrorInATrainingIsOneLineAndDoesNotDelayTheEnd() throws IOException, InterruptedException {
    Path broken = Files.createDirectories(folder.resolve("classes/fovea/run"));
    Files.write(broken.resolve("Diagnosis.class"), new byte[] {1, 2, 3});
    Process training =
        startSmallTraining(
            Map.of(),
            List.of(
                "-cp",
                folder.resolve("classes")
                    + File.pathSeparator
                    + System.getProperty("java.class.path")));

    assertThat(training.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(training.exitValue()).isEqualTo(1);
    assertThat(messages())
        .last()
        .asString()
        .startsWith("fovea: unexpected error (ClassFormatError ");
    assertThat(messages()).noneMatch(line -> line.startsWith("\tat "));
  }

  @Test
  void withoutFontsATrainingEndsAsEver() throws IOException, InterruptedException {
    Path none =
        Files.writeString(folder.resolve("fonts.conf"), "<?xml version='1.0'?><fontconfig/>");
    Process training =
        startSmallTraining(
            Map.of("FONTCONFIG_FILE", none.toString()),
            List.of("-Duser.home=" + folder)); // where Java remembers fonts

    assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(training.exitValue()).as("%s", messages()).isZero();
    assertThat(folder.resolve("run/curves.svg")).isNotEmptyFile();
    assertThat(folder.resolve("run/curves.png")).isNotEmptyFile();
  }

  /** The damaged class is one that only figures use. */
  @Test
  void aFigureThatCannotBeDrawnIsToldInALineAfterTheResult()
      throws IOException, InterruptedException {
    Path broken = Files.createDirectories(folder.resolve("classes/fovea/lab/figure"));
    Files.write(broken.resolve("Charts.class"), new byte[] {1, 2, 3});
    Process training =
        startSmallTraining(
            Map.of(),
            List.of(
                "-cp",
                folder.resolve("classes")
                    + File.pathSeparator
                    + System.getProperty("java.class.path")));

    assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(training.exitValue()).as("%s", messages()).isZero();
    assertThat(messages()).last().asString().startsWith("figures not drawn: ");
    assertThat(messages()).anyMatch(line -> line.startsWith("done after "));
    assertThat(
            Answer.parse(Files.readString(folder.resolve("run/run.json"))).path("ended").asText())
        .isNotEmpty();
  }

  private Process start(List<String> options, String... words) throws IOException {
    return start(Map.of(), options, words);
  }

  /** Starts the command in a Java like this one. */
  private Process start(Map<String, String> environment, List<String> options, String... words)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(
        List.of(
            "-Djava.awt.headless=true",
            "-Dorg.bytedeco.javacpp.nopointergc=true",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(Fovea.class.getName());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FOVEA_CACHE", folder.resolve("cache").toString());
    builder.environment().remove("FOVEA_TERMINAL");
    builder.environment().putAll(environment);
    return builder.redirectError(folder.resolve("messages.txt").toFile()).start();
  }

  private List<String> messages() throws IOException {
    return Files.readAllLines(folder.resolve("messages.txt"));
  }
}
