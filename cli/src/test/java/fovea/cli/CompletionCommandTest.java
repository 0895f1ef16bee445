package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bash makes of the script for completion. */
class CompletionCommandTest {

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void writeScript() throws IOException {
    assumeTrue(hasBash(), "skipped: there is no bash, which would complete commands");
    script = folder.resolve("completion");
    Files.write(script, new Caller(folder).call("completion").succeeded().results());
  }

  private boolean hasBash() {
    try {
      return bash("-c", "exit 0").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> bash(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("bash"));
    words.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.onExit().join();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  @Test
  void bashAcceptsTheScript() throws IOException {
    assertThat(bash("-n", script.toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fovea tr, train",
    "fovea lab sw, sweep",
    "fovea train --batch-s, --batch-size",
    "fovea train --optimizer ada, adam adamw adagrad",
    "fovea train --nesterov t, true",
    "fovea train --lang f, fr",
    "fovea train --dataset com, completion",
    "fovea train com, completion",
    "fovea evaluate com, completion",
    "fovea predict com, completion"
  })
  void whatWasBegunIsCompleted(String typed, String completions) throws IOException {
    String ask =
        """
        source "$1"
        compopt() { :; } # it is for what bash itself calls
        COMP_WORDS=($2)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE=$2
        COMP_POINT=${#2}
        name=$(complete -p fovea | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $name fovea "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    assertThat(bash("-c", ask, "bash", script.toString(), typed))
        .containsExactly(completions.split(" "));
  }
}
