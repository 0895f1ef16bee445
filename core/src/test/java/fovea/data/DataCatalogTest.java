package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.nn.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCatalogTest {

  @TempDir private Path cache;

  /** A catalogue whose one set is had from these places. */
  private DataCatalog catalog(Source... sources) throws IOException {
    DataSet mini = Cifar10Mini.load();
    return new DataCatalog(
        cache,
        TransferListener.none(),
        List.of(
            new DataCatalog.Entry(
                "little",
                mini.train().checksum(),
                mini.test().checksum(),
                "https://example.org/little",
                List.of("little.zip"),
                directory -> List.of(sources))));
  }

  private static Source working() {
    return new Source("a good place", (work, listener) -> Cifar10Mini.load());
  }

  private static Source failing(String name, String reason) {
    return new Source(
        name,
        (work, listener) -> {
          Files.writeString(work.resolve("half"), "written");
          throw new IOException(reason);
        });
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("little"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anUnknownNameIsToldWhatThereIs() {
    assertThatThrownBy(() -> new DataCatalog(cache, TransferListener.none()).load("cifar11"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("cifar11", "cifar10", "mnist", "fashion-mnist", "cifar10-mini");
  }

  @Test
  void theShapeOfAKnownSetIsKnownBeforeItIsThere() throws IOException {
    for (String name : DataCatalog.names()) {
      assertThat(DataCatalog.format(name)).as(name).isPresent();
    }
    assertThat(DataCatalog.format("cifar10-mini"))
        .contains(new ImageFormat(Cifar10Mini.load().shape(), Cifar10Mini.load().classes().size()));
    assertThat(DataCatalog.format("mnist")).contains(new ImageFormat(Shape.image(1, 28, 28), 10));
    assertThat(DataCatalog.format("photos")).isEmpty();
  }

  @Test
  void theFirstPlaceThatWorksIsTakenAndTheSetIsKept() throws IOException {
    DataSet fetched = catalog(failing("a bad place", "it is closed"), working()).load("little");
    assertThat(cached()).containsExactly("test.images", "train.images");
    DataSet again = catalog(failing("nowhere", "must not be asked")).load("little");
    assertThat(again.train().checksum()).isEqualTo(fetched.train().checksum());
  }

  @Test
  void whenNoPlaceWorksAllAreToldAndNothingIsLeft() throws IOException {
    DataCatalog catalog = catalog(failing("here", "it is closed"), failing("there", "it is far"));
    assertThatThrownBy(() -> catalog.load("little"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "here: it is closed", "there: it is far", "little.zip", "by hand", "cifar10-mini")
        .message()
        .doesNotContain("\n");
    assertThat(cached()).isEmpty();
  }

  @Test
  void otherImagesThanExpectedAreRefused() throws IOException {
    Source wrong =
        new Source(
            "a liar",
            (work, listener) ->
                new DataSet("little", Cifar10Mini.load().test(), Cifar10Mini.load().test()));
    DataCatalog catalog = catalog(wrong);
    assertThatThrownBy(() -> catalog.load("little")).hasMessageContaining("checksum is wrong");
    assertThat(cached()).isEmpty();
  }

  @Test
  void aDamagedCacheIsFetchedAgain() throws IOException {
    catalog(working()).load("little");
    Path train = cache.resolve("little/train.images");
    byte[] bytes = Files.readAllBytes(train);
    bytes[bytes.length / 2] ^= 1;
    Files.write(train, bytes);
    assertThat(catalog(working()).load("little").train().size()).isEqualTo(640);
    Files.delete(cache.resolve("little/test.images"));
    assertThat(catalog(working()).load("little").test().size()).isEqualTo(200);
    assertThat(cached()).containsExactly("test.images", "train.images");
  }

  @Test
  void filesPlacedByHandAreLookedAtFirst() throws IOException {
    Path directory = Files.createDirectories(cache.resolve("mnist"));
    Files.writeString(directory.resolve(MnistSource.FILES.get(0)), "not what it should be");
    assertThatThrownBy(
            () ->
                MnistSource.local("mnist", MnistSource.DIGITS, directory)
                    .fetch()
                    .from(cache, TransferListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(MnistSource.FILES.get(1));
  }
}
