package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the cache whatever happened before, and files that a person placed there. */
class DataCatalogCacheTest {

  @TempDir private Path cache;
  private TransferListener listener = TransferListener.none();

  private Path directory;
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void nameTheDirectory() {
    directory = cache.resolve("digits");
  }

  private DataSet load(DataSet right, Function<Path, List<Source>> sources) throws IOException {
    DataCatalog.Entry entry =
        new DataCatalog.Entry(
            "digits",
            right.train().checksum(),
            right.test().checksum(),
            "https://example.org/digits",
            MnistSource.FILES,
            sources);
    return new DataCatalog(cache, listener, List.of(entry)).load("digits");
  }

  private Source working() {
    return new Source(
        "a good place",
        (work, listener) -> {
          asked.add("good");
          Files.writeString(work.resolve("archive.tar.gz"), "what was downloaded");
          return digits(1);
        });
  }

  private Source failing(Exception failure) {
    return new Source(
        "a bad place",
        (work, listener) -> {
          asked.add("bad");
          Files.writeString(Files.createDirectories(work.resolve("a/b")).resolve("half"), "half");
          if (failure instanceof RuntimeException unforeseen) {
            throw unforeseen;
          }
          throw (IOException) failure;
        });
  }

  private static DataSet digits(int seed) throws IOException {
    return new DataSet("digits", split(seed), split(seed + 1));
  }

  private static ImageSet split(int seed) throws IOException {
    return Idx.read("digits", stream(images(seed)), stream(labels()), MnistSource.DIGITS);
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] images(int seed) {
    byte[] pixels = new byte[3 * 4];
    Arrays.fill(pixels, (byte) seed);
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x803)
        .putInt(3)
        .putInt(2)
        .putInt(2)
        .put(pixels)
        .array();
  }

  private static byte[] labels() {
    return ByteBuffer.allocate(11).putInt(0x801).putInt(3).put(new byte[] {0, 5, 9}).array();
  }

  private void place(int seed) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve(MnistSource.FILES.get(0)), images(seed));
    Files.write(directory.resolve(MnistSource.FILES.get(1)), labels());
    Files.write(directory.resolve(MnistSource.FILES.get(2)), images(seed + 1));
    Files.write(directory.resolve(MnistSource.FILES.get(3)), labels());
  }

  private static List<Source> local(Path directory) {
    return List.of(MnistSource.local("digits", MnistSource.DIGITS, directory));
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void filesPlacedByHandAreTaken() throws IOException {
    place(1);
    DataSet set = load(digits(1), DataCatalogCacheTest::local);
    assertThat(set.train().checksum()).isEqualTo(digits(1).train().checksum());
    assertThat(cached()).contains("train.images", "test.images");
  }

  @Test
  void filesPlacedByHandWithOtherImagesAreRefusedAndKept() throws IOException {
    place(7);
    List<String> before = cached();
    assertThatIOException()
        .isThrownBy(() -> load(digits(1), DataCatalogCacheTest::local))
        .withMessageContaining(directory + ": the images are not those of digits")
        .withMessageContaining("checksum is wrong")
        .withMessageContaining("by hand");
    assertThat(cached()).isEqualTo(before);
  }

  @Test
  void filesPlacedByHandThatAreDamagedAreReportedAndTheNextPlaceIsTried() throws IOException {
    place(1);
    Files.write(directory.resolve(MnistSource.FILES.get(3)), new byte[3]);
    assertThatIOException()
        .isThrownBy(() -> load(digits(1), DataCatalogCacheTest::local))
        .withMessageContaining("test labels: truncated in its header");
    load(digits(1), place -> List.of(local(place).get(0), working()));
    assertThat(asked).containsExactly("good");
  }

  @Test
  void aPlaceThatFailsInAnUnforeseenWayDoesNotKeepTheNextFromBeingTried() throws IOException {
    for (RuntimeException unforeseen :
        List.of(
            new IllegalArgumentException("odd"),
            new UncheckedIOException(new IOException("it is gone")))) {
      asked.clear();
      Files.deleteIfExists(directory.resolve("train.images"));
      load(digits(1), place -> List.of(failing(unforeseen), working()));
      assertThat(asked).containsExactly("bad", "good");
      assertThat(cached()).containsExactly("test.images", "train.images");
    }
  }

  @Test
  void aFailureWithoutATextIsNotToldAsNull() {
    assertThatIOException()
        .isThrownBy(() -> load(digits(1), place -> List.of(failing(new EOFException()))))
        .withMessageContaining("a bad place: it is truncated");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFailureOfSeveralLinesIsToldInOne() {
    IOException lines = new IOException("npm error 404\nnpm error a complete log is there");
    assertThatIOException()
        .isThrownBy(() -> load(digits(1), place -> List.of(failing(lines))))
        .satisfies(e -> assertThat(e.getMessage()).contains("npm error 404").doesNotContain("\n"));
  }

  @Test
  void aKillBetweenTheTwoFilesIsMended() throws IOException {
    load(digits(1), place -> List.of(working()));
    for (String missing : List.of("train.images", "test.images")) {
      Files.delete(directory.resolve(missing));
      asked.clear();
      load(digits(1), place -> List.of(working()));
      assertThat(asked).containsExactly("good");
      assertThat(cached()).containsExactly("test.images", "train.images");
    }
    load(digits(1), place -> List.of(failing(new IOException("must not be asked"))));
  }

  @Test
  void splitsThatHaveBeenExchangedAreFetchedAgain() throws IOException {
    load(digits(1), place -> List.of(working()));
    Path spare = cache.resolve("spare");
    Files.move(directory.resolve("train.images"), spare);
    Files.move(directory.resolve("test.images"), directory.resolve("train.images"));
    Files.move(spare, directory.resolve("test.images"));
    asked.clear();
    load(digits(1), place -> List.of(working()));
    assertThat(asked).containsExactly("good");
  }

  @Test
  void whatKilledProcessesLeftIsRemoved() throws IOException {
    Path half = Files.createDirectories(directory.resolve("fetch-1/package"));
    Files.writeString(half.resolve("half"), "half");
    Files.writeString(directory.resolve(".train.images.999999999-1.partial"), "half");
    Path own = Files.writeString(directory.resolve("notes.txt"), "what a person placed there");
    load(digits(1), place -> List.of(working()));
    assertThat(cached()).containsExactly("notes.txt", "test.images", "train.images");
    assertThat(own).hasContent("what a person placed there");
  }

  /** Fetches for ever, in a process of its own. */
  static final class EndlessFetch {
    public static void main(String[] arguments) throws IOException {
      Source endless =
          new Source(
              "an endless place",
              (work, listener) -> {
                Files.writeString(work.resolve("half"), "half");
                while (true) {
                  LockSupport.parkNanos(Long.MAX_VALUE);
                }
              });
      DataCatalogCacheTest test = new DataCatalogCacheTest();
      test.cache = Path.of(arguments[0]);
      test.load(digits(1), place -> List.of(endless));
    }
  }

  @Test
  void aFetchThatRunsIsWaitedForAndOneThatIsKilledIsSweptAway() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessFetch.class.getName(),
                cache.toString())
            .redirectErrorStream(true)
            .redirectOutput(cache.resolve("child.log").toFile())
            .start();
    try {
      while (halves().isEmpty()) {
        assertThat(child.isAlive()).as("%s", Files.readString(cache.resolve("child.log"))).isTrue();
        Thread.sleep(10);
      }
      List<Integer> whileWaiting = new ArrayList<>();
      listener =
          (what, done, total) -> {
            assertThat(what).isEqualTo("waiting for another process to fetch digits");
            whileWaiting.add(halves().size());
            if (whileWaiting.size() == 3) {
              child.destroyForcibly();
            }
          };
      load(digits(1), place -> List.of(working()));
      assertThat(whileWaiting).hasSizeGreaterThanOrEqualTo(3).containsOnly(1);
      assertThat(cached()).containsExactly("test.images", "train.images");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  /** What fetches have got so far. */
  private List<Path> halves() {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith("half")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoWaitedTakesWhatTheOtherGot() throws Exception {
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    Source slow =
        new Source(
            "a slow place",
            (work, listener) -> {
              fetching.countDown();
              try {
                waiting.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return digits(1);
            });
    listener = (what, done, total) -> waiting.countDown();
    CompletableFuture<DataSet> first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return load(digits(1), place -> List.of(slow));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    fetching.await();
    DataSet second = load(digits(1), place -> List.of(working()));
    assertThat(asked).isEmpty();
    assertThat(second.train().checksum()).isEqualTo(first.get().train().checksum());
  }

  @Test
  void aCacheThatIsAFileIsNamedWithTheReason() throws IOException {
    Files.writeString(directory, "a file");
    assertThatThrownBy(() -> load(digits(1), place -> List.of(working())))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            directory.toString(), "is a file, not a directory", "another directory");
    assertThat(asked).isEmpty();
  }
}
