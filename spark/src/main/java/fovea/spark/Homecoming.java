package fovea.spark;

import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings the furthest state of a run to its folder. If this process dies meanwhile, the state is
 * still there, and brought again.
 *
 * @param states the states of the run
 * @param folder the run's folder
 */
record Homecoming(SharedRun states, Path folder) {

  /** Whether a run is finished is told by this file, which therefore arrives as the last one. */
  private static final String LAST = "metrics.jsonl";

  /**
   * Replaces the files of the folder.
   *
   * @return whether there was a state
   */
  boolean arrive() throws IOException {
    Files.createDirectories(folder);
    try (Scratch beside = Scratch.at(folder.resolveSibling("." + folder.getFileName() + ".new"))) {
      if (!states.restore(beside)) {
        return false;
      }
      Run.open(beside.folder()).relocate(folder);
      for (Path file : files(beside.folder())) {
        Files.move(
            file,
            folder.resolve(file.getFileName()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      return true;
    }
  }

  private static List<Path> files(Path from) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      return entries
          .sorted(Comparator.<Path, Boolean>comparing(file -> file.endsWith(LAST)))
          .toList();
    }
  }
}
