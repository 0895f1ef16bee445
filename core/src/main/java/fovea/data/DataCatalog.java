package fovea.data;

import fovea.nn.Size;
import fovea.nn.Suggestion;
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
 * Loads data sets by name or from a directory of images. Named data sets are fetched, verified and
 * cached in decoded form.
 */
public final class DataCatalog {

  private static final Logger LOG = LoggerFactory.getLogger(DataCatalog.class);

  private static final String MINI = "cifar10-mini";

  /** Number of classes, the same for all named data sets. */
  private static final int CLASSES = 10;

  private static final String FETCH = "fetch-";

  /** If less disk space is free, a failed fetch mentions it as a possible cause. */
  private static final long ENOUGH_MEGABYTES = 400;

  private static final String MNIST = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  private static final String FASHION =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

  /**
   * A named data set that is fetched.
   *
   * @param name its name
   * @param trainChecksum the {@link ImageSet#checksum} of its training images
   * @param testChecksum the {@link ImageSet#checksum} of its test images
   * @param official address of the authors' site, for messages
   * @param files names of the files that a user can place by hand
   * @param sources its sources in order of preference, given the directory for files placed by hand
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
                      Cifar10Source.local(directory),
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
                      MnistSource.local("mnist", MnistSource.DIGITS, directory),
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
                      MnistSource.local("fashion-mnist", MnistSource.FASHION, directory),
                      MnistSource.download(
                          "fashion-mnist", MnistSource.FASHION, URI.create(FASHION)),
                      MnistSource.debian())));

  private final Path cache;
  private final TransferListener listener;
  private final List<Entry> entries;
  private final Map<String, String> places;

  /**
   * @param cache directory of cached data sets
   * @param listener receives the progress of downloads and decoding
   */
  public DataCatalog(Path cache, TransferListener listener) {
    this(cache, listener, ENTRIES);
  }

  DataCatalog(Path cache, TransferListener listener, List<Entry> entries) {
    this(cache, listener, entries, Map.of());
  }

  private DataCatalog(
      Path cache, TransferListener listener, List<Entry> entries, Map<String, String> places) {
    this.cache = cache;
    this.listener = listener;
    this.entries = entries;
    this.places = places;
  }

  /**
   * A catalogue that knows the new place of a data set.
   *
   * @param name its name or directory in recipes
   * @param place the name or directory to load instead
   */
  public DataCatalog moved(String name, String place) {
    return new DataCatalog(cache, listener, entries, Map.of(name, place));
  }

  /**
   * The default cache directory: that of the environment variable {@code FOVEA_CACHE}, or {@code
   * .cache/fovea} in the user's home directory.
   *
   * @param environment environment variables by name, such as {@link System#getenv()}
   */
  public static Path cache(Map<String, String> environment) {
    String cache = environment.get("FOVEA_CACHE");
    return cache == null || cache.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "fovea")
        : Path.of(cache);
  }

  /** The names of all named data sets, in alphabetical order. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(ENTRIES.stream().map(Entry::name).toList());
    names.add(MINI);
    return names.stream().sorted().toList();
  }

  /** The image format of a named data set; empty for other names. */
  public static Optional<ImageFormat> format(String name) {
    return switch (name) {
      case "cifar10", MINI -> Optional.of(new ImageFormat(CifarBinary.SHAPE, CLASSES));
      case "mnist", "fashion-mnist" -> Optional.of(new ImageFormat(MnistSource.SHAPE, CLASSES));
      default -> Optional.empty();
    };
  }

  /**
   * Loads a data set by name, fetching it if it is not cached, or from a directory with one folder
   * of images per class, or a CSV file that lists images.
   *
   * @throws IllegalArgumentException if it is none of these
   * @throws IOException if it cannot be loaded; the message says why and what to do
   */
  public DataSet load(String nameOrDirectory) throws IOException {
    return load(nameOrDirectory, ImageOptions.DEFAULT, format -> {});
  }

  /**
   * Loads a data set by name, fetching it if it is not cached, or from a directory with one folder
   * of images per class, or from a CSV file that lists images, with columns {@code file}, {@code
   * label} and if wanted {@code split}.
   *
   * @param options how to turn, fit and keep a directory's images
   * @param onFormat receives the format before any image is decoded; an exception that it throws
   *     ends loading
   * @throws IllegalArgumentException if it is neither a known name nor a directory, or a size is
   *     given for a named data set
   * @throws IOException if it cannot be loaded; the message says why and what to do
   */
  public DataSet load(String nameOrDirectory, ImageOptions options, Consumer<ImageFormat> onFormat)
      throws IOException {
    return loadFrom(places.getOrDefault(nameOrDirectory, nameOrDirectory), options, onFormat);
  }

  private DataSet loadFrom(
      String nameOrDirectory, ImageOptions options, Consumer<ImageFormat> onFormat)
      throws IOException {
    if (options.size().isPresent() && names().contains(nameOrDirectory)) {
      throw new IllegalArgumentException(
          "image size is %s: it is for directories of images, and %s has its own"
              .formatted(text(options.size().get()), nameOrDirectory));
    }
    format(nameOrDirectory).ifPresent(onFormat);
    if (nameOrDirectory.equals(MINI)) {
      return Cifar10Mini.load();
    }
    Optional<Entry> entry =
        entries.stream().filter(each -> each.name().equals(nameOrDirectory)).findFirst();
    if (entry.isPresent()) {
      return load(entry.get());
    }
    Optional<Path> place = place(nameOrDirectory);
    if (place.isPresent()) {
      LeftOut leftOut = new LeftOut();
      Listing listing =
          LabelFile.isAt(place.get())
              ? LabelFile.read(place.get())
              : ImageFolder.list(place.get(), leftOut);
      Optional<PictureCache> pictures = Optional.of(new PictureCache(cache));
      return new ListedImages(listing, options, pictures, listener, leftOut).load(onFormat);
    }
    throw new IllegalArgumentException(
        "unknown data set '%s': choose from %s, or give a directory with a folder of images for each class, or a CSV file of images and labels (of a run whose images were moved, their new place with --dataset)%s"
            .formatted(
                nameOrDirectory,
                String.join(", ", names()),
                Suggestion.nearest(nameOrDirectory, names())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("")));
  }

  /** The directory or CSV file of a path; empty if there is none. */
  private static Optional<Path> place(String text) {
    try {
      return Optional.of(Path.of(text))
          .filter(path -> Files.isDirectory(path) || LabelFile.isAt(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String text(Size size) {
    return size.height() == size.width()
        ? Integer.toString(size.width())
        : size.width() + "x" + size.height();
  }

  /**
   * Removes the decoded pictures of image files from the cache.
   *
   * @return the number of bytes that they took
   * @throws IOException if one cannot be removed
   */
  public long cleanPictures() throws IOException {
    return new PictureCache(cache).clean();
  }

  /** The directory of cached data sets. */
  public Path cache() {
    return cache;
  }

  private DataSet load(Entry entry) throws IOException {
    Path directory = cache.resolve(entry.name());
    Optional<DataSet> cached = cached(entry, directory);
    if (cached.isPresent()) {
      return cached.get();
    }
    try (ExclusiveLock lock = lock(entry, directory)) {
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
        LOG.warn("{}: fetching {} again", Reason.of(e), entry.name());
      }
    }
    return Optional.empty();
  }

  private ExclusiveLock lock(Entry entry, Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
      return ExclusiveLock.take(
          cache.resolve("." + entry.name() + ".lock"),
          () -> listener.onProgress("waiting for another process to fetch " + entry.name(), 0, 0));
    } catch (IOException e) {
      throw new IOException(
          "cannot store %s in %s: %s. Choose another directory for the cache"
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
      failures.add("only %s MB are free on its disk".formatted(free));
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

  /** Removes temporary files left by killed processes; all are, for the holder of the lock. */
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
