package fovea.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder on a disk of this machine, removed when it is closed.
 *
 * @param folder the folder, which is empty at first
 */
record Scratch(Path folder) implements AutoCloseable {

  /** A new folder among the system's temporary ones. */
  static Scratch open() throws IOException {
    return new Scratch(Files.createTempDirectory("fovea-"));
  }

  /** A folder of a given place, without what was left there. */
  static Scratch at(Path folder) throws IOException {
    Scratch scratch = new Scratch(folder);
    scratch.close();
    Files.createDirectories(folder);
    return scratch;
  }

  /** Removes what is in the folder. */
  void clear() throws IOException {
    close();
    Files.createDirectories(folder);
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(folder)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
