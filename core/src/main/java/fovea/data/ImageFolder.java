package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Require;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads a directory with one folder of image files per class, the layout of torchvision's
 * ImageFolder; the classes are the folder names in alphabetical order. If the directory has folders
 * {@code train} and {@code test} (or {@code val}), these contain the class folders. Otherwise a
 * fifth of the images of each class become test images: every fifth in a pseudo-random order that
 * depends only on file names, or the last one of a class with two to four images.
 */
public final class ImageFolder {

  private static final int ONE_IN = 5;
  private static final int DEFAULT_SIDE = 32;
  private static final int MAX_SIDE = 1024;

  private record Labelled(Path file, int label) {}

  private ImageFolder() {}

  /**
   * Reads a directory with one folder of image files per class, or with {@code train} and {@code
   * test} (or {@code val}) that have such folders; otherwise a fifth of each class is held out as
   * test images.
   *
   * @param directory the directory; its path becomes the data set's name
   * @param side height and width that images are scaled to, in pixels; at least 1
   * @throws IOException if the directory does not have this layout or an image cannot be read
   */
  public static DataSet read(Path directory, int side) throws IOException {
    Require.atLeast("side", side, 1);
    return load(directory, side, format -> {}, TransferListener.none());
  }

  /**
   * Reads a directory.
   *
   * @param side height and width that images are scaled to, in pixels; 0 keeps their own size if
   *     all have the same, of at most 1024 x 1024, and means 32 otherwise
   * @param onFormat receives the image format once the headers of the files have been read
   */
  static DataSet load(
      Path directory, int side, Consumer<ImageFormat> onFormat, TransferListener listener)
      throws IOException {
    Path train = directory.resolve("train");
    Path test =
        Files.isDirectory(directory.resolve("test"))
            ? directory.resolve("test")
            : directory.resolve("val");
    boolean split = Files.isDirectory(train) && Files.isDirectory(test);
    List<String> classes = classes(split ? train : directory);
    List<Labelled> trainFiles = new ArrayList<>();
    List<Labelled> testFiles = new ArrayList<>();
    if (split) {
      trainFiles.addAll(files(train, classes));
      requireKnown(test, classes);
      testFiles.addAll(files(test, classes));
    } else {
      divide(files(directory, classes), trainFiles, testFiles);
    }
    if (trainFiles.isEmpty() || testFiles.isEmpty()) {
      throw new IOException(
          "%s has %d training and %d test images: there must be at least one of each"
              .formatted(directory, trainFiles.size(), testFiles.size()));
    }
    Shape shape = side > 0 ? Shape.image(3, side, side) : commonShape(trainFiles);
    onFormat.accept(new ImageFormat(shape, classes.size()));
    String name = directory.toString();
    return new DataSet(
        name,
        decode(trainFiles, classes, shape, listener),
        decode(testFiles, classes, shape, listener));
  }

  private static List<String> classes(Path directory) throws IOException {
    List<String> classes;
    try (Stream<Path> entries = Files.list(directory)) {
      classes =
          entries
              .filter(Files::isDirectory)
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .sorted()
              .toList();
    }
    if (classes.isEmpty() || classes.size() > 256) {
      throw new IOException(
          "%s has %d folders: it must have one folder of image files for each class, and 1 to 256 classes"
              .formatted(directory, classes.size()));
    }
    return classes;
  }

  private static List<Labelled> files(Path directory, List<String> classes) throws IOException {
    List<Labelled> files = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path folder = directory.resolve(classes.get(label));
      if (!Files.isDirectory(folder)) {
        throw new IOException(directory + " has no folder for class " + classes.get(label));
      }
      int before = files.size();
      int index = label;
      try (Stream<Path> entries = Files.list(folder)) {
        entries
            .filter(ImageFolder::isImage)
            .sorted()
            .forEach(file -> files.add(new Labelled(file, index)));
      }
      if (files.size() == before) {
        throw new IOException(folder + " has no PNG or JPEG files: each class must have some");
      }
    }
    return files;
  }

  /** Rejects test images of a class that has no training images. */
  private static void requireKnown(Path test, List<String> classes) throws IOException {
    for (String name : classes(test)) {
      if (!classes.contains(name)) {
        throw new IOException(
            "%s has a folder %s, but train has none: the class would have no training images"
                .formatted(test, name));
      }
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
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
  private static Shape commonShape(List<Labelled> files) throws IOException {
    Size first = ImageFiles.size(files.get(0).file());
    boolean common = Math.max(first.height(), first.width()) <= MAX_SIDE;
    for (int i = 1; i < files.size() && common; i++) {
      common = ImageFiles.size(files.get(i).file()).equals(first);
    }
    return common
        ? Shape.image(3, first.height(), first.width())
        : Shape.image(3, DEFAULT_SIDE, DEFAULT_SIDE);
  }

  private static ImageSet decode(
      List<Labelled> files, List<String> classes, Shape shape, TransferListener listener)
      throws IOException {
    if ((long) files.size() * shape.elements() > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%d images of %s do not fit into 2 GiB: make them smaller"
              .formatted(files.size(), shape));
    }
    byte[] labels = new byte[files.size()];
    byte[] pixels = new byte[files.size() * shape.elements()];
    for (int i = 0; i < files.size(); i++) {
      labels[i] = (byte) files.get(i).label();
      System.arraycopy(
          ImageFiles.load(files.get(i).file(), shape),
          0,
          pixels,
          i * shape.elements(),
          shape.elements());
      listener.onProgress("reading images", (long) (i + 1) * shape.elements(), pixels.length);
    }
    return new ImageSet(shape, classes, labels, pixels);
  }
}
