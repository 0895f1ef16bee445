package fovea.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as one file. */
class RunArchiveTest {

  @TempDir private Path folder;

  private byte[] archive() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.write(run.resolve("last.safetensors"), new byte[] {1, 2, 3});
    Files.writeString(run.resolve("recipe.yaml"), "epochs: 3\n");
    Files.writeString(run.resolve("process.json"), "{}");
    Files.writeString(run.resolve(".last.safetensors.1-1.partial"), "half");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RunArchive.write(run, out);
    return out.toByteArray();
  }

  private Path read(byte[] archive) throws IOException {
    Path target = Files.createTempDirectory(folder, "read");
    RunArchive.read(new ByteArrayInputStream(archive), target);
    return target;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path read = read(archive());
    assertThat(read.resolve("last.safetensors")).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(read.resolve("recipe.yaml")).hasContent("epochs: 3\n");
    assertThat(read.toFile().list()).hasSize(2);
  }

  @Test
  void aCutArchiveIsNoticed() throws IOException {
    byte[] whole = archive();
    for (int length = 0; length < whole.length - 200; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void nothingIsWrittenOutsideOfTheFolder() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("../evil"));
    }
    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("../evil");
    assertThat(folder.resolve("evil")).doesNotExist();
  }
}
