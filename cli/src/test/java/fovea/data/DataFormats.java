package fovea.data;

import fovea.nn.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The readers of data sets that only this package sees, for {@code FileFuzzTest}. */
public final class DataFormats {

  private DataFormats() {}

  /** Reads an image file. */
  public static void image(byte[] file) throws IOException {
    ImageFiles.load("fuzzed", file, Shape.image(3, 8, 8), ImageOptions.DEFAULT);
  }

  /** Reads images in MNIST's format, with labels for two. */
  public static void idxImages(byte[] file) throws IOException {
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 3, 7};
    Idx.read("fuzzed", new ByteArrayInputStream(file), new ByteArrayInputStream(labels), digits());
  }

  /** Reads labels in MNIST's format, for two images of one pixel. */
  public static void idxLabels(byte[] file) throws IOException {
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6};
    Idx.read("fuzzed", new ByteArrayInputStream(images), new ByteArrayInputStream(file), digits());
  }

  private static List<String> digits() {
    return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  /** Reads records of CIFAR-10. */
  public static void cifar(byte[] file) throws IOException {
    CifarBinary.decode("fuzzed", file);
  }

  /** Reads two files of an archive. */
  public static void tarGz(Path file) throws IOException {
    TarGz.read(file, Set.of("a.bin", "b.bin"));
  }
}
