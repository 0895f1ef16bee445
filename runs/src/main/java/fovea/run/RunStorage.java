package fovea.run;

import fovea.train.ParameterFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run takes on the disk.
 *
 * @param run the run
 * @param files its files, in the order of their paths
 */
public record RunStorage(Run run, List<StoredFile> files) {

  /**
   * A file of a run.
   *
   * @param path its path below the run's folder
   * @param bytes its size
   */
  public record StoredFile(Path path, long bytes) {}

  public RunStorage {
    files = List.copyOf(files);
  }

  /**
   * Lists the files of a run. Links are not followed.
   *
   * @throws IOException if the folder cannot be read
   */
  public static RunStorage of(Run run) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(run.folder())) {
      for (Path path : paths.sorted().toList()) {
        if (Files.isRegularFile(path)) {
          files.add(new StoredFile(run.folder().relativize(path), Files.size(path)));
        }
      }
    }
    return new RunStorage(run, files);
  }

  /** The size of all files in bytes. */
  public long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }

  /**
   * About how many bytes {@link #reduce} gives back.
   *
   * @throws IOException if the checkpoints cannot be read
   */
  public long freed(Keep keep) throws IOException {
    return switch (keep) {
      case ALL -> 0;
      case BEST -> checkpointBytes() - parameterBytes();
      case METRICS -> checkpointBytes() + size(run.whitening());
      case NOTHING -> bytes();
    };
  }

  private long checkpointBytes() throws IOException {
    return size(run.best()) + size(run.last());
  }

  private long parameterBytes() throws IOException {
    Optional<SavedCheckpoint> best = bestCheckpoint();
    return best.isEmpty() ? 0 : ParameterFile.bytes(best.get().file());
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** The checkpoint whose weights are kept; empty if there is none. */
  private Optional<SavedCheckpoint> bestCheckpoint() throws IOException {
    return Files.exists(run.best()) || Files.exists(run.last())
        ? Optional.of(run.checkpoint(SavedCheckpoint.Choice.BEST))
        : Optional.empty();
  }

  /**
   * Removes the files that the policy does not keep.
   *
   * @throws IOException if the run is being trained, or a file cannot be written or removed
   */
  public void reduce(Keep keep) throws IOException {
    requireIdle();
    switch (keep) {
      case ALL -> {
        // nothing goes
      }
      case BEST -> {
        Optional<SavedCheckpoint> best = bestCheckpoint();
        if (best.isPresent()) {
          ParameterFile.write(best.get().file(), best.get().weights(), run.best());
          Files.deleteIfExists(run.last());
        }
      }
      case METRICS -> {
        Files.deleteIfExists(run.last());
        Files.deleteIfExists(run.best());
        Files.deleteIfExists(run.whitening());
      }
      case NOTHING -> removeAll(run.folder());
    }
  }

  private void requireIdle() throws IOException {
    Optional<ProcessHandle> training = RunningProcess.training(run.folder());
    if (training.isPresent()) {
      throw new IOException(
          "%s is being trained by process %s: stop that, or wait until it ends"
              .formatted(run.folder(), training.get().pid()));
    }
  }

  /**
   * Copies the run. The copy is there as a whole or not at all.
   *
   * @param target the folder of the copy, which must not exist
   * @return the copy
   * @throws IOException if the run is being trained, the folder exists, or a file cannot be copied
   */
  public Run copy(Path target, Keep keep) throws IOException {
    if (keep == Keep.NOTHING) {
      throw new IllegalArgumentException(
          "a copy without anything is none: keep all, best or metrics");
    }
    requireIdle();
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      throw new IOException(target + " exists: give the name of a new folder");
    }
    if (absolute.startsWith(run.folder().toAbsolutePath().normalize())) {
      throw new IOException(target + " is inside of the run: give a folder beside it");
    }
    Path copying = absolute.resolveSibling("." + absolute.getFileName() + ".copying");
    removeAll(copying); // of a copy that was killed
    try {
      copyTo(copying);
      RunStorage.of(Run.open(copying)).reduce(keep);
      Files.move(copying, absolute);
    } finally {
      removeAll(copying);
    }
    return Run.open(target);
  }

  private void copyTo(Path target) throws IOException {
    for (StoredFile file : files) {
      Path copy = target.resolve(file.path());
      Files.createDirectories(copy.getParent());
      if (!file.path().endsWith(RunningProcess.FILE)) {
        Files.copy(run.folder().resolve(file.path()), copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void removeAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
