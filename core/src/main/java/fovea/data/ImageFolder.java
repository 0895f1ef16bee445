package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Require;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a directory with one folder of image files per class, the layout of torchvision's
 * ImageFolder; the classes are the folder names in alphabetical order, and files in folders inside
 * of a class belong to it. If the directory has folders {@code train} and {@code test} or {@code
 * val} (also {@code training}, {@code testing}, {@code valid}, {@code validation} and {@code dev},
 * in small letters or capitals), these contain the class folders. With both {@code val} and {@code
 * test}, the former are the images that a training is judged by, and the latter are for the final
 * test. Otherwise a fifth of the images of each class become test images: every fifth in a
 * pseudo-random order that depends only on file names, or the last one of a class with two to four
 * images.
 *
 * <p>What is left out is told by a warning: files of other kinds, hidden and damaged ones.
 */
public final class ImageFolder {

  /** The image formats that are read. */
  static final String FORMATS = "PNG, JPEG, GIF, BMP and TIFF";

  private static final Logger LOG = LoggerFactory.getLogger(ImageFolder.class);
  private static final int ONE_IN = 5;
  private static final int DEFAULT_SIDE = 32;
  private static final int MAX_SIDE = 1024;

  private record Labelled(Path file, int label) {}

  private final Path directory;
  private final ImageOptions options;
  private final TransferListener listener;
  private final LeftOut leftOut = new LeftOut();

  private ImageFolder(Path directory, ImageOptions options, TransferListener listener) {
    this.directory = directory;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Reads a directory with one folder of image files per class, or with {@code train} and {@code
   * test} or {@code val} that have such folders; otherwise a fifth of each class is held out as
   * test images.
   *
   * @param directory the directory; its path becomes the data set's name
   * @param side height and width that images are scaled to, in pixels; at least 1
   * @throws IOException if the directory does not have this layout, or no image of a class can be
   *     read
   */
  public static DataSet read(Path directory, int side) throws IOException {
    return read(directory, side, ImageOptions.DEFAULT);
  }

  /**
   * Reads a directory as {@link #read(Path, int)} does.
   *
   * @param options how to turn and fit images
   */
  public static DataSet read(Path directory, int side, ImageOptions options) throws IOException {
    Require.atLeast("side", side, 1);
    return load(directory, side, options, format -> {}, TransferListener.none());
  }

  /**
   * Reads a directory.
   *
   * @param side height and width that images are scaled to, in pixels; 0 keeps their own size if
   *     all have the same, of at most 1024 x 1024, and means 32 otherwise
   * @param onFormat receives the image format once the headers of the files have been read
   */
  static DataSet load(
      Path directory,
      int side,
      ImageOptions options,
      Consumer<ImageFormat> onFormat,
      TransferListener listener)
      throws IOException {
    return new ImageFolder(directory, options, listener).load(side, onFormat);
  }

  private DataSet load(int side, Consumer<ImageFormat> onFormat) throws IOException {
    FolderLayout layout = FolderLayout.of(directory);
    if (!layout.unused().isEmpty()) {
      LOG.warn(
          "{}: not used beside {}: {}",
          directory,
          layout.train().getFileName(),
          layout.unused().stream()
              .map(each -> each.getFileName().toString())
              .collect(Collectors.joining(", ")));
    }
    ClassFolders trainFolders = ClassFolders.of(layout.train(), leftOut);
    List<String> classes = classes(layout.train(), trainFolders);
    List<Labelled> all = files(trainFolders, classes);
    List<Labelled> train = new ArrayList<>();
    List<Labelled> test = new ArrayList<>();
    List<Labelled> finalTest = new ArrayList<>();
    Optional<Path> judging = layout.validation().or(layout::test);
    if (judging.isPresent()) {
      train.addAll(all);
      test.addAll(knownFiles(judging.get(), classes));
      if (layout.validation().isPresent() && layout.test().isPresent()) {
        finalTest.addAll(knownFiles(layout.test().get(), classes));
      }
    } else {
      divide(all, train, test);
    }
    if (train.isEmpty() || test.isEmpty()) {
      throw new IOException(
          "%s has %s training and %s test images: there must be at least one of each"
              .formatted(directory, train.size(), test.size()));
    }
    Shape shape = side > 0 ? Shape.image(3, side, side) : commonShape(train);
    onFormat.accept(new ImageFormat(shape, classes.size()));
    DataSet data =
        new DataSet(
            directory.toString(),
            decode(train, classes, shape),
            decode(test, classes, shape),
            finalTest.isEmpty()
                ? Optional.empty()
                : Optional.of(decode(finalTest, classes, shape)));
    requireEveryClass(data.train());
    leftOut.messages().forEach(message -> LOG.warn("{}: {}", directory, message));
    tell(layout, data);
    return data;
  }

  private void tell(FolderLayout layout, DataSet data) {
    if (data.finalTest().isPresent()) {
      LOG.info(
          "{}: epochs are judged by the {} images of {}; the {} of {} are for the test of a run"
              + " that has ended",
          directory,
          data.test().size(),
          layout.validation().orElseThrow().getFileName(),
          data.finalTest().get().size(),
          layout.test().orElseThrow().getFileName());
    } else if (!layout.train().equals(directory)
        && layout.validation().isEmpty()
        && layout.test().isEmpty()) {
      LOG.info(
          "{}: there are no class folders in a test or val beside {}: every fifth of its images is"
              + " a test image",
          directory,
          layout.train().getFileName());
    }
  }

  private List<String> classes(Path train, ClassFolders folders) throws IOException {
    List<String> classes = folders.classes();
    if (classes.isEmpty() || classes.size() > 256) {
      throw new IOException(
          "%s has %s folders: it must have one folder of image files for each class, and 1 to 256 classes"
              .formatted(train, classes.size()));
    }
    for (String name : classes) {
      if (folders.files(name).isEmpty()) {
        throw new IOException(
            "%s has no %s files: each class must have some%s"
                .formatted(
                    train.resolve(name),
                    FORMATS,
                    leftOut.kinds().isEmpty()
                        ? ""
                        : " (left out in %s: %s)".formatted(directory, leftOut.kinds())));
      }
    }
    return classes;
  }

  private static List<Labelled> files(ClassFolders folders, List<String> classes) {
    List<Labelled> files = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (Path file : folders.files(classes.get(label))) {
        files.add(new Labelled(file, label));
      }
    }
    return files;
  }

  /** The files of a directory of test images; rejects those of a class without training images. */
  private List<Labelled> knownFiles(Path test, List<String> classes) throws IOException {
    ClassFolders folders = ClassFolders.of(test, leftOut);
    for (String name : folders.classes()) {
      if (!classes.contains(name)) {
        throw new IOException(
            "%s has a folder %s, but train has none: the class would have no training images"
                .formatted(test, name));
      }
    }
    return files(folders, classes);
  }

  private static void divide(List<Labelled> all, List<Labelled> train, List<Labelled> test) {
    int start = 0;
    while (start < all.size()) {
      int label = all.get(start).label();
      int end = start;
      while (end < all.size() && all.get(end).label() == label) {
        end++;
      }
      int[] order = new int[end - start];
      CounterBasedRandom.permutation(order, CounterBasedRandom.key(label, Purpose.SHUFFLE));
      for (int i = 0; i < order.length; i++) {
        boolean fifth = i % ONE_IN == ONE_IN - 1;
        boolean lastOfFew = order.length < ONE_IN && i > 0 && i == order.length - 1;
        (fifth || lastOfFew ? test : train).add(all.get(start + order[i]));
      }
      start = end;
    }
  }

  /** The common shape of all images, or the default shape if they differ. */
  private Shape commonShape(List<Labelled> files) {
    Optional<Size> first = Optional.empty();
    for (Labelled each : files) {
      Optional<Size> size = size(each.file());
      first = first.or(() -> size);
      if (size.isPresent() && !size.equals(first)) {
        return defaultShape(
            "images of several sizes, such as %s and %s"
                .formatted(text(first.get()), text(size.get())));
      }
    }
    Size size = first.orElse(Size.of(DEFAULT_SIDE));
    if (Math.max(size.height(), size.width()) > MAX_SIDE) {
      return defaultShape("images of %s".formatted(text(size)));
    }
    LOG.info("{}: images keep their size, {}, which all of them have", directory, text(size));
    return Shape.image(3, size.height(), size.width());
  }

  private Shape defaultShape(String why) {
    LOG.info(
        "{}: {} (width x height) become {}x{} by {}: choose with --image-size and --resize",
        directory,
        why,
        DEFAULT_SIDE,
        DEFAULT_SIDE,
        switch (options.resize()) {
          case CROP -> "scaling the short side and cropping at the centre";
          case SQUASH -> "scaling both sides";
          case PAD -> "scaling the long side and padding";
        });
    return Shape.image(3, DEFAULT_SIDE, DEFAULT_SIDE);
  }

  private static String text(Size size) {
    return size.width() + "x" + size.height();
  }

  /** The size of an image file; empty if it is damaged, which decoding it will tell. */
  private Optional<Size> size(Path file) {
    try {
      return Optional.of(ImageFiles.size(file, options.ignoreExif()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private ImageSet decode(List<Labelled> files, List<String> classes, Shape shape)
      throws IOException {
    if ((long) files.size() * shape.elements() > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%s images of %s do not fit into 2 GiB: make them smaller"
              .formatted(files.size(), shape));
    }
    byte[] labels = new byte[files.size()];
    byte[] pixels = new byte[files.size() * shape.elements()];
    int count = 0;
    IOException last = null;
    for (int i = 0; i < files.size(); i++) {
      try {
        byte[] image = ImageFiles.load(files.get(i).file(), shape, options);
        System.arraycopy(image, 0, pixels, count * shape.elements(), shape.elements());
        labels[count++] = (byte) files.get(i).label();
      } catch (IOException e) {
        last = e;
        leftOut.addUnreadable(Reason.of(e));
      }
      listener.onProgress("reading images", (long) (i + 1) * shape.elements(), pixels.length);
    }
    if (count == 0) {
      throw last;
    }
    return new ImageSet(
        shape,
        classes,
        Arrays.copyOf(labels, count),
        count == files.size() ? pixels : Arrays.copyOf(pixels, count * shape.elements()));
  }

  private void requireEveryClass(ImageSet train) throws IOException {
    int[] counts = train.counts();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        throw new IOException(
            "no training image of class %s can be read: %s"
                .formatted(train.classes().get(label), String.join("; ", leftOut.messages())));
      }
    }
  }
}
