package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTest {

  private static final byte[] TEXT = "new".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aFileIsReplacedWholly() throws IOException {
    Path file = Files.writeString(folder.resolve("run.json"), "a longer text that was there");
    AtomicFile.write(file, out -> out.write(TEXT));
    assertThat(file).hasContent("new");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void foldersThatAreMissingAreMade() throws IOException {
    Path file = folder.resolve("a/b/run.json");
    AtomicFile.write(file, out -> out.write(TEXT));
    assertThat(file).hasContent("new");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 16, 1 << 18})
  void contentThatFailsInTheMiddleLeavesWhatWasThere(int written) throws IOException {
    Path file = Files.writeString(folder.resolve("run.json"), "old");
    assertThatIOException()
        .isThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[written]);
                      throw new IOException("the source is gone");
                    }))
        .withMessage("cannot write " + file + ": the source is gone");
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void contentThatThrowsAnythingElseLeavesNothing() throws IOException {
    Path file = folder.resolve("run.json");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(TEXT);
                      throw new IllegalStateException("a fault");
                    }))
        .hasMessage("a fault");
    assertThat(files()).isEmpty();
  }

  @Test
  void aFolderOfThatNameIsKept() throws IOException {
    Path file = Files.createDirectories(folder.resolve("run.json/inside")).getParent();
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.write(file, out -> out.write(TEXT)))
        .withMessageStartingWith("cannot write " + file);
    assertThat(file.resolve("inside")).isDirectory();
    assertThat(files()).containsExactly(file);
  }

  @Test
  void aFileInTheWayOfAFolderIsNamed() throws IOException {
    Path way = Files.writeString(folder.resolve("way"), "old");
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.write(way.resolve("run.json"), out -> out.write(TEXT)))
        .withMessage(
            "cannot write %s: %s is a file, not a directory"
                .formatted(way.resolve("run.json"), way));
    assertThat(way).hasContent("old");
  }

  @Test
  void whatKilledProcessesLeftIsRemovedAndWhatOthersWriteIsKept() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process ended = new ProcessBuilder(java, "-version").start();
    ended.waitFor();
    long running = ProcessHandle.current().parent().orElseThrow().pid();
    Files.writeString(folder.resolve(".run.json.%s-1.partial".formatted(ended.pid())), "half");
    Files.writeString(folder.resolve(".last.safetensors.999999999-1.partial"), "half");
    List<Path> kept =
        List.of(
            Files.writeString(folder.resolve(".run.json.%s-1.partial".formatted(running)), "live"),
            Files.writeString(folder.resolve("notes.1-1.partial"), "a person's"),
            Files.writeString(folder.resolve(".bashrc"), "a person's"));
    Path file = folder.resolve("run.json");
    AtomicFile.write(file, out -> out.write(TEXT));
    assertThat(files()).contains(file).containsAll(kept).hasSize(kept.size() + 1);
  }
}
