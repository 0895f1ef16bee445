package fovea.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data sets known by name, and folders of images: gets them, checks them, keeps them decoded.
 */
public final class DataCatalog {

  private static final Logger LOG = LoggerFactory.getLogger(DataCatalog.class);

  private static final String MINI = "cifar10-mini";

  /** Of each of the sets that are known by name. */
  private static final int CLASSES = 10;

  private static final String FETCH = "fetch-";

  /** With less space on the disk, that may be why a fetch failed. */
  private static final long ENOUGH_MEGABYTES = 400;

  private static final String MNIST = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  private static final String FASHION =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

  /**
   * A data set that is fetched.
   *
   * @param name what it is called
   * @param trainChecksum the {@link ImageSet#checksum} of its training images
   * @param testChecksum the one of its test images
   * @param official where its authors keep it, to tell a person
   * @param files the files that a person can place by hand
   * @param sources where it can be had from, given the directory for files placed by hand
   */
  record Entry(
      String name,
      String trainChecksum,
      String testChecksum,
      String official,
      List<String> files,
      Function<Path, List<Source>> sources) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "cifar10",
              "a0181da372c0d63a5920fdbea2ec3f83ecbc552d378218e1cb473cf634941a3b",
              "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
              "https://www.cs.toronto.edu/~kriz/cifar.html",
              List.of(Cifar10Source.ARCHIVE),
              directory ->
                  List.of(
                      Cifar10Source.placed(directory),
                      Cifar10Source.official(),
                      Cifar10Source.npm())),
          new Entry(
              "mnist",
              "baedb0edd00a28e97b281c967f6c7514bedfea1d17b30334caccd6ec0d75cf98",
              "ad39c4e3d6eb0920f4ea84533a577cc5afbb47c5e8034d374d0605316c8923f3",
              MNIST,
              MnistSource.FILES,
              directory ->
                  List.of(
                      MnistSource.placed("mnist", MnistSource.DIGITS, directory),
                      MnistSource.download("mnist", MnistSource.DIGITS, URI.create(MNIST)),
                      MnistSource.npm())),
          new Entry(
              "fashion-mnist",
              "6d226526ff970f03ea8725a39e125b1ab590f498a25f501e69a46359e7478773",
              "c1f40a40017890ce0b14203aa6b8340d8bead8df69f0a9baba26c47b226338ba",
              FASHION,
              MnistSource.FILES,
              directory ->
                  List.of(
                      MnistSource.placed("fashion-mnist", MnistSource.FASHION, directory),
                      MnistSource.download(
                          "fashion-mnist", MnistSource.FASHION, URI.create(FASHION)),
                      MnistSource.debian())));

  private final Path cache;
  private final TransferListener listener;
  private final List<Entry> entries;

  /**
   * @param cache the directory that fetched sets are kept in
   * @param listener follows downloads and decoding
   */
  public DataCatalog(Path cache, TransferListener listener) {
    this(cache, listener, ENTRIES);
  }

  DataCatalog(Path cache, TransferListener listener, List<Entry> entries) {
    this.cache = cache;
    this.listener = listener;
    this.entries = entries;
  }

  /**
   * The directory that keeps what is fetched: that of the environment variable {@code FOVEA_CACHE},
   * or {@code .cache/fovea} in the user's home.
   *
   * @param environment variables by name, such as {@link System#getenv()}
   */
  public static Path cache(Map<String, String> environment) {
    String cache = environment.get("FOVEA_CACHE");
    return cache == null || cache.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "fovea")
        : Path.of(cache);
  }

  /** The names that can be loaded. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(ENTRIES.stream().map(Entry::name).toList());
    names.add(MINI);
    return names.stream().sorted().toList();
  }

  /** The format of the images of a set that is known by name; empty for a directory. */
  public static Optional<ImageFormat> format(String name) {
    return switch (name) {
      case "cifar10", MINI -> Optional.of(new ImageFormat(CifarBinary.SHAPE, CLASSES));
      case "mnist", "fashion-mnist" -> Optional.of(new ImageFormat(MnistSource.SHAPE, CLASSES));
      default -> Optional.empty();
    };
  }

  /**
   * A data set by name, or a directory with a folder of images for each class. What is not in the
   * cache is fetched.
   *
   * @throws IllegalArgumentException if it is neither a known name nor a directory
   * @throws IOException if it cannot be had; the message says why and what to do
   */
  public DataSet load(String nameOrDirectory) throws IOException {
    return load(nameOrDirectory, 0);
  }

  /**
   * A data set by name, or a directory with a folder of images for each class. What is not in the
   * cache is fetched.
   *
   * @param side height and width that a directory's images get; 0 means their own if they are all
   *     of one size, and 32 otherwise
   * @throws IllegalArgumentException if it is neither a known name nor a directory, or a side is
   *     asked for and the set has its own
   * @throws IOException if it cannot be had; the message says why and what to do
   */
  public DataSet load(String nameOrDirectory, int side) throws IOException {
    return load(nameOrDirectory, side, format -> {});
  }

  /**
   * The same, where somebody is told of the images' format before any is read.
   *
   * @param onFormat takes the format; what it throws ends the loading
   */
  public DataSet load(String nameOrDirectory, int side, Consumer<ImageFormat> onFormat)
      throws IOException {
    if (side > 0 && names().contains(nameOrDirectory)) {
      throw new IllegalArgumentException(
          "image size is %d: it is for directories of images, and %s has its own"
              .formatted(side, nameOrDirectory));
    }
    format(nameOrDirectory).ifPresent(onFormat);
    if (nameOrDirectory.equals(MINI)) {
      return Mini.load();
    }
    Optional<Entry> entry =
        entries.stream().filter(each -> each.name().equals(nameOrDirectory)).findFirst();
    if (entry.isPresent()) {
      return load(entry.get());
    }
    Optional<Path> directory = directory(nameOrDirectory);
    if (directory.isPresent()) {
      return ImageFolder.load(directory.get(), side, onFormat, listener);
    }
    throw new IllegalArgumentException(
        "unknown data set '%s': choose from %s, or give a directory with a folder of images for each class"
            .formatted(nameOrDirectory, String.join(", ", names())));
  }

  private static Optional<Path> directory(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Files::isDirectory);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The directory that keeps what was fetched. */
  public Path cache() {
    return cache;
  }

  private DataSet load(Entry entry) throws IOException {
    Path directory = cache.resolve(entry.name());
    Optional<DataSet> cached = cached(entry, directory);
    if (cached.isPresent()) {
      return cached.get();
    }
    try (FetchLock lock = lock(entry, directory)) {
      cached = lock.waited() ? cached(entry, directory) : Optional.empty();
      if (cached.isPresent()) {
        return cached.get();
      }
      if (lock.exclusive()) {
        removeLeftovers(directory);
      }
      DataSet fetched = fetch(entry, directory);
      DecodedFile.write(train(directory), fetched.train());
      DecodedFile.write(test(directory), fetched.test());
      return fetched;
    }
  }

  private static Path train(Path directory) {
    return directory.resolve("train.images");
  }

  private static Path test(Path directory) {
    return directory.resolve("test.images");
  }

  private static Optional<DataSet> cached(Entry entry, Path directory) {
    if (Files.exists(train(directory)) && Files.exists(test(directory))) {
      try {
        DataSet cached =
            new DataSet(
                entry.name(),
                DecodedFile.read(train(directory)),
                DecodedFile.read(test(directory)));
        verify(entry, cached);
        return Optional.of(cached);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{}: getting {} again", Reason.of(e), entry.name());
      }
    }
    return Optional.empty();
  }

  private FetchLock lock(Entry entry, Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
      return FetchLock.take(
          cache.resolve("." + entry.name() + ".lock"),
          () -> listener.onProgress("waiting for who else is getting " + entry.name(), 0, 0));
    } catch (IOException e) {
      throw new IOException(
          "cannot keep %s in %s: %s. Choose another directory for the cache"
              .formatted(entry.name(), directory, Reason.of(e)),
          e);
    }
  }

  private static void verify(Entry entry, DataSet set) throws IOException {
    if (!set.train().checksum().equals(entry.trainChecksum())
        || !set.test().checksum().equals(entry.testChecksum())) {
      throw new IOException(
          "the images are not those of %s: their checksum is wrong".formatted(entry.name()));
    }
  }

  private DataSet fetch(Entry entry, Path directory) throws IOException {
    List<String> failures = new ArrayList<>();
    for (Source source : entry.sources().apply(directory)) {
      Path work = Files.createTempDirectory(directory, FETCH);
      try {
        DataSet set = source.fetch().from(work, listener);
        verify(entry, set);
        return set;
      } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
        failures.add(source.name() + ": " + Reason.of(e));
      } finally {
        delete(work);
      }
    }
    long free = directory.toFile().getUsableSpace() >> 20;
    if (free < ENOUGH_MEGABYTES) {
      failures.add("only %d MB are free on its disk".formatted(free));
    }
    throw new IOException(
        "%s could not be fetched (%s). Place %s from %s into %s by hand, or use %s"
            .formatted(
                entry.name(),
                String.join("; ", failures),
                String.join(", ", entry.files()),
                entry.official(),
                directory,
                MINI));
  }

  /** What processes that were killed have left: for whoever has the lock, all temporary files. */
  private static void removeLeftovers(Path directory) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(directory)) {
      leftovers = entries.filter(DataCatalog::isTemporary).toList();
    }
    for (Path leftover : leftovers) {
      delete(leftover);
    }
  }

  private static boolean isTemporary(Path path) {
    return path.getFileName().toString().startsWith(FETCH) || AtomicFile.isPartial(path);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(directory)) {
      paths = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
