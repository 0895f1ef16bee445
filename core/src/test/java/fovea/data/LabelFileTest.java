package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV files that list images and their labels. */
class LabelFileTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i % 8, i / 8, 0xffffff);
      ImageIO.write(image, "png", folder.resolve("images/" + i + ".png").toFile());
    }
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("labels.csv"), text);
  }

  private DataSet load(String text) throws IOException {
    return new DataCatalog(folder.resolve("cache"), TransferListener.none())
        .load(csv(text).toString());
  }

  @Test
  void aSplitColumnSaysWhatImagesAreFor() throws IOException {
    DataSet data =
        load(
            """
            file,label,split
            images/0.png,cat,train
            images/1.png,"dog, brown",train
            images/2.png,cat,valid
            images/3.png,cat,test
            images/4.png,"dog, brown",TEST
            images/5.png,cat,
            """);
    assertThat(data.classes()).containsExactly("cat", "dog, brown");
    assertThat(data.train().counts()).containsExactly(2, 1);
    assertThat(data.test().counts()).containsExactly(1, 0);
    assertThat(data.finalTest().orElseThrow().counts()).containsExactly(1, 1);
    assertThat(data.train().name(0)).endsWith("0.png");
    assertThat(data.name()).endsWith("labels.csv");
  }

  @Test
  void withoutSplitsAFifthIsForTheTest() throws IOException {
    StringBuilder text = new StringBuilder("\uFEFFLabel,File\r\n");
    for (int i = 0; i < 20; i++) {
      text.append(i % 2 == 0 ? "a" : "b").append(",images/").append(i).append(".png\r\n");
    }
    DataSet data = load(text.toString());
    assertThat(data.train().counts()).containsExactly(8, 8);
    assertThat(data.test().counts()).containsExactly(2, 2);
  }

  /** As spreadsheets write them where the comma is for decimals. */
  @ParameterizedTest
  @ValueSource(strings = {";", "\t"})
  void valuesMayBeSeparatedOtherwise(String separator) throws IOException {
    StringBuilder text = new StringBuilder("file" + separator + "label\n");
    for (int i = 0; i < 20; i++) {
      text.append("images/").append(i).append(".png").append(separator).append("ab".charAt(i % 2));
      text.append('\n');
    }
    assertThat(load(text.toString()).train().counts()).containsExactly(8, 8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name,label;images/0.png,a | has no column file",
        "file,label;images/0.png,a;images/99.png,b | line 3: there is no file",
        "file,label,split;images/0.png,a,training;images/1.png,a,other | line 3: split is 'other'",
        "file,label;images/0.png, | line 2: it needs a file and a label",
        "file,label,split;images/0.png,a,train;images/1.png,b,test | class b has no training"
            + " images",
        "file,label | 0 training and 0 test images",
        "file,label;images/0.png,a;images/1.png,b,c | line 3: it has 3 values, and the first line"
            + " names 2",
        "file,label;images,a | images is a folder, not an image",
        "file,label;images/0.png,a;images/1.png,b;images/0.png,b | line 4: ",
        "file,label;images/0.png,a;images/1.png,b;images/0.png,b | 0.png is a before, and b here",
        "file,label;\"images/0.png,a | is damaged"
      })
  void whatCannotBeUsedIsNamed(String lines, String message) {
    assertThatIOException()
        .isThrownBy(() -> load(lines.replace(';', '\n') + "\n"))
        .withMessageContainingAll("labels.csv", message);
  }
}
