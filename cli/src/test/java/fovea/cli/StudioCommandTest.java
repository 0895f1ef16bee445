package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudioCommandTest {

  @TempDir private Path folder;

  private Answer studio(String... words) {
    Object[] all = new Object[words.length + 3];
    System.arraycopy(words, 0, all, 3, words.length);
    all[0] = "studio";
    all[1] = folder.resolve("runs");
    all[2] = "--no-browser";
    return new Caller(folder.resolve("cache")).call(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "example.org"})
  void whoLetsOthersInMustChooseATokenAndIsToldWhatThatMeans(String host) {
    assertThat(studio("--host", host).failure(2))
        .isEqualTo(
            "--host %s lets others on the network see, start and stop your runs, over a connection that is not encrypted: choose a --token that they must know"
                .formatted(host));
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with spaces in between", "a/token/of/characters", ""})
  void aTokenThatCouldBeGuessedOrDoesNotFitAnAddressIsRefused(String token) {
    assertThat(studio("--token=" + token).failure(2))
        .isEqualTo("--token must have 16 or more letters, digits, - and _");
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    assertThat(studio("--port", "70000").failure(2)).contains("--port is 70000");
  }
}
