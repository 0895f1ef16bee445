package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code fovea} script, in a checkout whose java and Maven only tell how they are called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for a POSIX shell")
class LauncherTest {

  private static final Path SCRIPT = Path.of("..", "fovea");

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @TempDir private Path folder;
  private Path checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = checkout("checkout");
  }

  private Path checkout(String name) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.copy(SCRIPT, made.resolve("fovea"));
    made.resolve("fovea").toFile().setExecutable(true);
    Files.writeString(made.resolve("pom.xml"), "");
    for (String module : List.of("core", "studio", "cli")) {
      Files.createDirectories(made.resolve(module).resolve("src/main"));
      Files.writeString(made.resolve(module).resolve("pom.xml"), "");
    }
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(
        bin.resolve("java"),
        "for each in \"$@\"; do echo \"argument $each\"; done; echo \"threads $OMP_NUM_THREADS\";"
            + " echo \"locale ${LC_ALL:-}\"; echo \"command $FOVEA_COMMAND\"");
    script(bin.resolve("mvn"), "mkdir -p cli/target; echo x >>cli/target/builds");
    Files.createDirectories(made.resolve("cli/target"));
    Files.writeString(made.resolve("cli/target/built"), "");
    return made;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, checkout.resolve("fovea").toString(), environment, arguments);
  }

  private List<String> run(
      Path directory, String command, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().remove("OMP_NUM_THREADS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().merge("PATH", folder.resolve("jdk/bin") + ":", (old, bin) -> bin + old);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  private int threads(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(environment, arguments).stream()
        .filter(line -> line.startsWith("threads "))
        .map(line -> Integer.parseInt(line.substring("threads ".length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDistributionIsNotBuiltAndTakesItsOwnRuntimeIfItHasOne()
      throws IOException, InterruptedException {
    Path made = Files.createDirectories(folder.resolve("distribution"));
    Path command = Files.copy(SCRIPT, made.resolve("fovea"));
    command.toFile().setExecutable(true);
    Path jar = Files.createDirectories(made.resolve("app")).resolve("fovea.jar");
    Files.writeString(jar, "");
    assertThat(run(made, command.toString(), Map.of(), "train"))
        .containsSequence(
            "argument -jar",
            "argument " + jar.toRealPath(),
            "argument train",
            "threads " + PROCESSORS);

    Path bin = Files.createDirectories(made.resolve("runtime/bin"));
    Files.writeString(made.resolve("runtime/release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(bin.resolve("java"), "echo its own");
    assertThat(run(made, command.toString(), Map.of(), "train")).containsExactly("its own");
    assertThat(made.resolve("cli")).doesNotExist();
  }

  @Test
  void messagesNameTheScriptAsItWasCalled() throws IOException, InterruptedException {
    String path = checkout.resolve("fovea").toString();
    assertThat(run(checkout, path, Map.of())).contains("command " + path);
    assertThat(run(checkout, "/bin/sh", Map.of(), "-c", "./fovea train"))
        .contains("command ./fovea");
    assertThat(
            run(
                checkout,
                "/bin/sh",
                Map.of(),
                "-c",
                "PATH=" + checkout + ":$PATH; export PATH; fovea train"))
        .contains("command fovea");
  }

  @Test
  void thereAreAsManyThreadsAsJavaCountsProcessors() throws IOException, InterruptedException {
    assertThat(threads(Map.of(), "bench")).isEqualTo(PROCESSORS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1,2", "1,1,1"})
  void aListOfThreadsHasANumberForEachLevel(String list) throws IOException, InterruptedException {
    assertThat(threads(Map.of("OMP_NUM_THREADS", list), "bench")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "abc", "-1", "2.5", "", "99999", "99999999999999999999", "256"})
  void thereAreNeverMoreThreadsThanProcessors(String number)
      throws IOException, InterruptedException {
    assertThat(threads(Map.of("OMP_NUM_THREADS", number), "bench")).isEqualTo(PROCESSORS);
    assertThat(threads(Map.of(), "bench", "--threads", number)).isEqualTo(PROCESSORS);
  }

  @Test
  void aFlagIsMoreThanARecipeAndThatMoreThanTheEnvironment()
      throws IOException, InterruptedException {
    Path recipe = Files.writeString(folder.resolve("one.yaml"), "epochs: 2\nthreads: 1\n");
    Map<String, String> many = Map.of("OMP_NUM_THREADS", Integer.toString(PROCESSORS));
    assertThat(threads(many, "train", recipe.toString())).isEqualTo(1);
    assertThat(threads(many, "train", recipe.toString(), "--threads=" + PROCESSORS))
        .isEqualTo(PROCESSORS);
  }

  @Test
  void aCheckoutIsFoundThroughCdpathToo() throws IOException, InterruptedException {
    assertThat(run(folder, "checkout/fovea", Map.of("CDPATH", ".:/tmp"), "--version"))
        .contains("argument " + checkout.toRealPath().resolve("cli/target/fovea.jar"));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("checkout", "jdk");
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS,-XX:+UseG1GC",
    "FOVEA_JAVA_OPTS,-Xmx1g -XX:+UseParallelGC",
    "JDK_JAVA_OPTIONS,-XX:+UseZGC -Xmx1g"
  })
  void aCollectorChosenOutsideIsTheOnlyOne(String variable, String options)
      throws IOException, InterruptedException {
    assertThat(run(Map.of())).contains("argument -XX:+UseSerialGC");
    assertThat(run(Map.of(variable, options))).doesNotContain("argument -XX:+UseSerialGC");
  }

  @Test
  void theHomeOfTheEnvironmentIsTheUsers() throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("a home"));
    assertThat(run(Map.of("HOME", home.toString()))).contains("argument -Duser.home=" + home);
    assertThat(run(Map.of("HOME", folder.resolve("none").toString(), "TMPDIR", "/var/tmp")))
        .contains("argument -Duser.home=/var/tmp");
  }

  @ParameterizedTest
  @CsvSource({"C,C.UTF-8", "POSIX,C.UTF-8", "C.UTF-8,C.UTF-8", "xx_XX.UTF-8,C.UTF-8"})
  void javaRunsInALocaleThatKnowsAllCharacters(String locale, String expected)
      throws IOException, InterruptedException {
    assertThat(run(Map.of("LC_ALL", locale))).contains("locale " + expected);
  }

  @Test
  void sourcesAreBuiltOnceEvenIfTheyAreFromTheFuture() throws IOException, InterruptedException {
    Path builds = checkout.resolve("cli/target/builds");
    run(Map.of());
    assertThat(builds).doesNotExist();

    FileTime future = FileTime.from(Instant.now().plus(Duration.ofDays(1)));
    Files.setLastModifiedTime(checkout.resolve("pom.xml"), future);
    assertThat(run(Map.of())).anyMatch(line -> line.contains("newer than the clock"));
    assertThat(builds).hasContent("x");
    run(Map.of());
    assertThat(builds).hasContent("x");

    Thread.sleep(20); // so that the file is newer than the build
    Files.writeString(checkout.resolve("core/src/main/New.java"), "");
    run(Map.of());
    assertThat(Files.readAllLines(builds)).hasSize(2);
    run(Map.of());
    assertThat(Files.readAllLines(builds)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "studio", "cli"})
  void changesOfEveryModuleAreNoticed(String module) throws IOException, InterruptedException {
    Thread.sleep(20);
    Files.writeString(checkout.resolve(module).resolve("src/main/New.java"), "");
    run(Map.of());
    assertThat(checkout.resolve("cli/target/builds")).hasContent("x");
  }

  /** Also if one that was killed has left its lock. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofSeveralStartedAtOnceOneBuilds(boolean killed) throws Exception {
    Path target = checkout.resolve("cli/target");
    Files.delete(target.resolve("built"));
    script(
        folder.resolve("jdk/bin/mvn"),
        "mkdir cli/target/building || echo overlap >>cli/target/builds; sleep 1;"
            + " rmdir cli/target/building; echo x >>cli/target/builds");
    if (killed) {
      Process dead = new ProcessBuilder("true").start();
      dead.waitFor();
      Files.createSymbolicLink(target.resolve("build.lock"), Path.of(Long.toString(dead.pid())));
    }
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      Callable<List<String>> start = () -> run(Map.of(), "--version");
      for (Future<List<String>> each : threads.invokeAll(Collections.nCopies(6, start))) {
        assertThat(each.get()).contains("argument --version");
      }
    } finally {
      threads.shutdown();
    }
    assertThat(target.resolve("builds")).hasContent("x");
    assertThat(target.toFile().list()).noneMatch(name -> name.startsWith("build.lock"));
  }
}
