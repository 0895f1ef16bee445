package fovea.data;

import fovea.data.Listing.Item;
import fovea.nn.Require;
import fovea.nn.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p>What is left out is told by a warning: files of other kinds, and hidden ones. A damaged file
 * is an error, unless these are to be skipped.
 */
public final class ImageFolder {

  private static final Logger LOG = LoggerFactory.getLogger(ImageFolder.class);

  private final Path directory;
  private final LeftOut leftOut;

  private ImageFolder(Path directory, LeftOut leftOut) {
    this.directory = directory;
    this.leftOut = leftOut;
  }

  /**
   * Reads a directory with one folder of image files per class, or with {@code train} and {@code
   * test} or {@code val} that have such folders; otherwise a fifth of each class is held out as
   * test images.
   *
   * @param directory the directory; its path becomes the data set's name
   * @param side height and width that images are scaled to, in pixels; at least 1
   * @throws IOException if the directory does not have this layout, or a file cannot be read
   */
  public static DataSet read(Path directory, int side) throws IOException {
    Require.atLeast("side", side, 1);
    return read(directory, ImageOptions.DEFAULT.sized(Size.of(side)));
  }

  /**
   * Reads a directory as {@link #read(Path, int)} does.
   *
   * @param options how to turn and fit images
   */
  public static DataSet read(Path directory, ImageOptions options) throws IOException {
    return load(directory, options, Optional.empty(), format -> {}, TransferListener.none());
  }

  /**
   * Reads a directory.
   *
   * @param cache where decoded pictures are kept
   * @param onFormat receives the image format once the headers of the files have been read
   */
  static DataSet load(
      Path directory,
      ImageOptions options,
      Optional<PictureCache> cache,
      Consumer<ImageFormat> onFormat,
      TransferListener listener)
      throws IOException {
    LeftOut leftOut = new LeftOut();
    Listing listing = list(directory, leftOut);
    return new ListedImages(listing, options, cache, listener, leftOut).load(onFormat);
  }

  /**
   * Lists the files of a directory; they are not opened.
   *
   * @param leftOut counts the files that are left out
   */
  static Listing list(Path directory, LeftOut leftOut) throws IOException {
    return new ImageFolder(directory, leftOut).list();
  }

  private Listing list() throws IOException {
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
    List<Item> all = files(trainFolders, classes);
    Optional<Path> judging = layout.validation().or(layout::test);
    if (judging.isEmpty()) {
      tellDivided(layout);
      return Listing.divided(directory, directory, classes, all);
    }
    List<Item> finalTest = new ArrayList<>();
    List<Item> test = knownFiles(judging.get(), classes);
    if (layout.validation().isPresent() && layout.test().isPresent()) {
      finalTest.addAll(knownFiles(layout.test().get(), classes));
      LOG.info(
          "{}: epochs are judged by the {} images of {}; the {} of {} are for the test of a run"
              + " that has ended",
          directory,
          test.size(),
          layout.validation().get().getFileName(),
          finalTest.size(),
          layout.test().get().getFileName());
    }
    return new Listing(directory, directory, classes, all, test, finalTest);
  }

  private void tellDivided(FolderLayout layout) {
    if (!layout.train().equals(directory)) {
      LOG.info(
          "{}: there are no class folders in a test or val beside {}: every fifth of its images is"
              + " a test image",
          directory,
          layout.train().getFileName());
    }
  }

  private List<String> classes(Path train, ClassFolders folders) throws IOException {
    List<String> classes = folders.classes();
    if (classes.isEmpty()) {
      throw new IOException(
          "%s has 0 folders: it must have one folder of image files for each class"
              .formatted(train));
    }
    for (String name : classes) {
      if (folders.files(name).isEmpty()) {
        throw new IOException(
            "%s has no %s files: each class must have some%s"
                .formatted(
                    train.resolve(name),
                    ImageFiles.FORMATS,
                    leftOut.kinds().isEmpty()
                        ? ""
                        : " (left out in %s: %s)".formatted(directory, leftOut.kinds())));
      }
    }
    return classes;
  }

  private static List<Item> files(ClassFolders folders, List<String> classes) {
    List<Item> files = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (Path file : folders.files(classes.get(label))) {
        files.add(new Item(file, label));
      }
    }
    return files;
  }

  /** The files of a directory of test images; rejects those of a class without training images. */
  private List<Item> knownFiles(Path test, List<String> classes) throws IOException {
    ClassFolders folders = ClassFolders.of(test, leftOut);
    Set<String> known = new HashSet<>(classes);
    for (String name : folders.classes()) {
      if (!known.contains(name)) {
        throw new IOException(
            "%s has a folder %s, but train has none: the class would have no training images"
                .formatted(test, name));
      }
    }
    return files(folders, classes);
  }
}
