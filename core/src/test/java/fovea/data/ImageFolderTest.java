package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import fovea.nn.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files of a folder become images, and of which classes. */
class ImageFolderTest {

  @TempDir private Path folder;

  private Path image(String name) throws IOException {
    return image(name, 8, 8);
  }

  private Path image(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String format = name.replaceFirst(".*\\.", "");
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private void images(String... folders) throws IOException {
    for (String each : folders) {
      image(each + "/1.png");
      image(each + "/2.png");
    }
  }

  private DataSet load() throws IOException {
    return ImageFolder.read(folder, ImageOptions.DEFAULT);
  }

  @Test
  void everyFormatAndEveryDepthIsTaken() throws IOException {
    for (String extension : new String[] {"png", "jpg", "JPEG", "gif", "bmp", "tif", "TIFF"}) {
      image("all/a/1." + extension);
    }
    image("all/a/deep/deeper/1.png");
    Files.move(folder.resolve("all"), folder.resolve("whole"));
    folder = folder.resolve("whole");
    image("b/1.png");
    assertThat(load().train().size() + load().test().size()).isEqualTo(9);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(20)
  void whatIsNoImageIsLeftOut() throws Exception {
    images("a", "b");
    image("a/.hidden.png");
    image(".thumbnails/1.png");
    image("loose.png");
    Files.createDirectories(folder.resolve("a/folder.png"));
    Files.createSymbolicLink(folder.resolve("a/broken.png"), folder.resolve("nowhere"));
    Files.createSymbolicLink(folder.resolve("a/circle"), folder);
    new ProcessBuilder("mkfifo", folder.resolve("b/pipe.png").toString()).start().waitFor();
    DataSet data = load();
    assertThat(data.classes()).containsExactly("a", "b");
    assertThat(data.train().size() + data.test().size()).isEqualTo(4);
  }

  @Test
  void whatIsLeftOutIsCounted() throws IOException {
    LeftOut leftOut = new LeftOut();
    image("a/1.png");
    image("a/.b.png");
    image("loose.png");
    for (String name : new String[] {"1.psd", "2.PSD", "notes.txt", "none"}) {
      Files.writeString(folder.resolve("a").resolve(name), "text");
    }
    assertThat(ClassFolders.of(folder, leftOut).files("a")).hasSize(1);
    assertThat(leftOut.messages())
        .containsExactly(
            "left out: 2 .psd, 1 .txt, 1 hidden, 1 outside of class folders, 1 without extension"
                + " (PNG, JPEG, WebP, GIF, BMP and TIFF files are read)");
  }

  @Test
  void filesOfSeveralImagesAreTold() {
    LeftOut leftOut = new LeftOut();
    leftOut.addSeveral(Path.of("a.gif"));
    assertThat(leftOut.messages())
        .containsExactly(
            "left out: all but the first image of 1 file with several (animations or pages):"
                + " a.gif");
    for (String name : new String[] {"b.gif", "c.tif", "d.webp"}) {
      leftOut.addSeveral(Path.of(name));
    }
    assertThat(leftOut.messages())
        .containsExactly(
            "left out: all but the first image of 4 files with several (animations or pages):"
                + " a.gif; b.gif; c.tif; ...");
  }

  @Test
  void aClassWithoutReadableImagesIsRefused() throws IOException {
    images("a");
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/1.psd"), "text");
    assertThatIOException()
        .isThrownBy(this::load)
        .withMessageContainingAll(folder.resolve("b").toString(), "no PNG", "1 .psd");
    Files.writeString(folder.resolve("b/1.png"), "text");
    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, ImageOptions.DEFAULT.skippingDamaged()))
        .withMessageContainingAll("class b", "1.png is not an image");
  }

  @Test
  void damagedFilesAreNamedOrSkipped() throws IOException {
    images("a", "b", "c");
    image("a/3.png");
    for (String name : new String[] {"a/4.png", "b/3.png", "b/4.png", "c/3.png"}) {
      Files.writeString(folder.resolve(name), "text");
    }
    for (int i = 10; i < 20; i++) {
      image("b/" + i + ".png");
      image("c/" + i + ".png");
    }
    assertThatIOException()
        .isThrownBy(this::load)
        .withMessageContainingAll(
            "files cannot be read", "4.png is not an image", "--skip-damaged");
    DataSet data = ImageFolder.read(folder, ImageOptions.DEFAULT.skippingDamaged());
    assertThat(data.train().size() + data.test().size()).isEqualTo(27);
    int[] counts = data.train().counts();
    int[] tested = data.test().counts();
    assertThat(counts[1] + tested[1]).isEqualTo(12);
  }

  /** Java cannot write such names, but a shell can. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void namesThatAreNotUtf8AreClassesOfTheirOwn() throws IOException, InterruptedException {
    images("a", "b");
    Process shell =
        new ProcessBuilder(
                "sh", "-c", "mv a \"$(printf 'caf\\350')\" && mv b \"$(printf 'caf\\351')\"")
            .directory(folder.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    assertThat(load().classes()).containsExactly("caf%E8", "caf%E9");
    assertThat(load().train().size() + load().test().size()).isEqualTo(4);
  }

  @Test
  void imagesOfFloatsAreNamedOrSkipped() throws IOException {
    images("a", "b");
    int images = load().train().size() + load().test().size();
    Files.write(folder.resolve("a/depth.tif"), StoredColorsTest.tiff(32, 3, new byte[8]));
    assertThatIOException()
        .isThrownBy(this::load)
        .withMessageContainingAll("depth.tif is a TIFF image of 32-bit floats", "--skip-damaged");
    DataSet data = ImageFolder.read(folder, ImageOptions.DEFAULT.skippingDamaged());
    assertThat(data.train().size() + data.test().size()).isEqualTo(images);
  }

  @Test
  void twoFormsOfAnAccentedNameAreOneClass() throws IOException {
    images("train/\u00e9rable", "train/pin", "test/e\u0301rable", "test/pin");
    assertThat(load().classes()).containsExactly("pin", "\u00e9rable");
    assertThat(load().test().counts()).containsExactly(2, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "train, test",
    "train, val",
    "train, valid",
    "train, validation",
    "train, dev",
    "Train, Test",
    "TRAIN, VALID",
    "training, testing"
  })
  void namesOfSplitsAreKnown(String train, String test) throws IOException {
    images(train + "/a", train + "/b", test + "/a", test + "/b");
    image(train + "/a/3.png");
    assertThat(load().classes()).containsExactly("a", "b");
    assertThat(load().train().counts()).containsExactly(3, 2);
    assertThat(load().test().counts()).containsExactly(2, 2);
    assertThat(load().finalTest()).isEmpty();
  }

  @Test
  void besideValidationImagesTheTestImagesAreForTheEnd() throws IOException {
    images("train/a", "train/b", "val/a", "test/a", "test/b");
    DataSet data = load();
    assertThat(data.test().counts()).containsExactly(2, 0);
    assertThat(data.finalTest().orElseThrow().counts()).containsExactly(2, 2);
  }

  @Test
  void trainAloneIsDivided() throws IOException {
    images("train/a", "train/b");
    image("test/1.png"); // unlabelled
    assertThat(load().classes()).containsExactly("a", "b");
    assertThat(load().train().counts()).containsExactly(1, 1);
    assertThat(load().test().counts()).containsExactly(1, 1);
  }

  @Test
  void aClassMayBeCalledTrain() throws IOException {
    images("train", "plane");
    assertThat(load().classes()).containsExactly("plane", "train");
  }

  @Test
  void sizesAreComparedUpright() throws IOException {
    images("a", "b");
    assertThat(load().shape()).isEqualTo(Shape.image(3, 8, 8));
    image("b/3.png", 9, 8);
    image("b/4.png", 9, 8);
    image("b/5.png", 9, 8);
    assertThat(load().shape()).isEqualTo(Shape.image(3, 32, 32));
  }

  @Test
  void aDataSetIsIdentifiedByItsImages() throws IOException {
    images("a", "b");
    DataIdentity identity = DataIdentity.of(load());
    identity.require(load());
    image("a/3.png");
    assertThatIOException()
        .isThrownBy(() -> identity.require(load()))
        .withMessageContainingAll("training images", "2", "3", "--dataset");
    Files.delete(folder.resolve("a/3.png"));
    images("c");
    assertThatIOException()
        .isThrownBy(() -> identity.requireTest(load()))
        .withMessageContaining("c is new");
  }

  @Test
  void aMovedDataSetIsFoundInItsNewPlace() throws IOException {
    images("a", "b");
    DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
    assertThat(catalog.moved("photos", folder.toString()).load("photos").train().size())
        .isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.load("photos"))
        .withMessageContaining("--dataset");
  }
}
