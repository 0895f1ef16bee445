package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {

  @TempDir private Path folder;

  @Test
  void aFileInAnotherEncodingIsNamedWithItsLine() throws IOException {
    Path file = folder.resolve("recipe.yaml");
    Files.writeString(file, "epochs: 3\n# caf\u00e9 au lait\n", StandardCharsets.ISO_8859_1);

    assertThatIOException()
        .isThrownBy(() -> TextFile.read(file))
        .withMessage(file + ", line 2: the byte 0xE9 is not UTF-8: save the file in that encoding");
  }

  @Test
  void aByteOrderMarkIsNoText() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "\uFEFF\u00e9\n");

    assertThat(TextFile.read(file)).isEqualTo("\u00e9\n");
  }

  @Test
  void aFileThatEndsWithinACharacterIsNotUtf8() throws IOException {
    Path file = Files.write(folder.resolve("cut"), new byte[] {'a', '\n', (byte) 0xC3});

    assertThatIOException().isThrownBy(() -> TextFile.read(file)).withMessageContaining("line 2");
  }

  @Test
  void utf16IsNamedAsAnotherEncoding() throws IOException {
    Path file = folder.resolve("notepad.yaml");
    Files.writeString(file, "\uFEFFepochs: 3\n", StandardCharsets.UTF_16LE);

    assertThatIOException()
        .isThrownBy(() -> TextFile.read(file))
        .withMessageContaining("line 1: the byte 0xFF is not UTF-8");
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingAllOfIt() throws IOException {
    Path file = folder.resolve("huge.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }

    assertThatIOException()
        .isThrownBy(() -> TextFile.read(file))
        .withMessageContaining("huge.yaml has more than 64 MB");
  }

  @Test
  void aFolderIsNoText() {
    assertThatIOException()
        .isThrownBy(() -> TextFile.read(folder))
        .withMessageContaining("is a folder");
  }
}
