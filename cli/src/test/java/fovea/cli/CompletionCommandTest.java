package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bash and zsh make of the script for completion. */
class CompletionCommandTest {

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void writeScript() throws IOException {
    script = folder.resolve("completion");
    Files.write(script, new Caller(folder).call("completion").succeeded().results());
  }

  private void assumeInstalled(String shell) {
    try {
      run(shell, "-c", "exit 0");
    } catch (IOException e) {
      assumeTrue(false, "skipped: there is no " + shell + ", which would complete commands");
    }
  }

  private List<String> run(String... words) throws IOException {
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
    assumeInstalled("bash");
    assertThat(run("bash", "-n", script.toString())).isEmpty();
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
    assumeInstalled("bash");
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
    assertThat(run("bash", "-c", ask, "bash", script.toString(), typed))
        .containsExactly(completions.split(" "));
  }

  /** Words are begun, and the tabulator key pressed, in a terminal of zsh's own. */
  @ParameterizedTest
  @CsvSource({
    "fovea tr, train",
    "fovea lab sw, sweep",
    "fovea train --batch-s, batch-size",
    "fovea train --nesterov t, true",
    "fovea predict com, completion"
  })
  void zshCompletesWhatWasBegun(String typed, String completed) throws IOException {
    assumeInstalled("zsh");
    String ask =
        """
        zmodload zsh/zpty
        await() {
          local all= part
          repeat 200; do
            while zpty -r -t shell part; do all+=$part; done
            [[ $all == *$1* ]] && return
            sleep 0.05
          done
          print -r -- "no '$1' in: ${(V)all}"
          exit 1
        }
        zpty shell zsh -f -i
        load="autoload -Uz compinit; compinit -u -d $1/dump; source $2"
        zpty -w shell "PS1=; cd $1; $load; print rea''dy"
        await ready
        zpty -n -w shell "$3"$'\\t'
        await "$4"
        zpty -d shell
        """;
    assertThat(run("zsh", "-f", "-c", ask, "zsh", folder + "", script + "", typed, completed))
        .isEmpty();
  }
}
