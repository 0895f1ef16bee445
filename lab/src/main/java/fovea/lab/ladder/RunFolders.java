package fovea.lab.ladder;

import fovea.data.DataIdentity;
import fovea.run.History;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the groups of runs in given folders. */
public final class RunFolders {

  private RunFolders() {}

  /**
   * Compares the runs found in folders. The folder of a run gives a group of one, a folder of runs
   * with different seeds gives one group, and the folder of a ladder gives one group per step.
   *
   * @param reference which group each group is compared with
   * @param target test accuracy for {@link Comparison#target}
   * @throws IOException if a folder contains no run with a finished epoch, or a run cannot be read
   */
  public static Comparison compare(List<Path> folders, Ladder.Reference reference, double target)
      throws IOException {
    List<Group> groups = new ArrayList<>();
    for (Path folder : folders) {
      int before = groups.size();
      collect(folder, groups, 2);
      if (groups.size() == before) {
        throw new IOException(
            folder + " contains no run with a finished epoch: give folders made by 'fovea train'");
      }
    }
    requireSameTestImages(groups);
    return new Comparison(groups, reference, target);
  }

  /** Rejects runs that were tested on different images, whose accuracies say nothing together. */
  private static void requireSameTestImages(List<Group> groups) throws IOException {
    List<History> known =
        groups.stream()
            .flatMap(group -> group.runs().stream())
            .filter(run -> run.data().isPresent())
            .toList();
    for (History run : known) {
      History first = known.get(0);
      if (!testChecksum(run).equals(testChecksum(first))) {
        throw new IOException(
            "%s and %s cannot be compared, for they were tested on different images: %s, and %s"
                .formatted(first.folder(), run.folder(), testImages(first), testImages(run)));
      }
    }
  }

  private static String testChecksum(History run) {
    return run.data().orElseThrow().testChecksum();
  }

  private static String testImages(History run) {
    DataIdentity data = run.data().orElseThrow();
    return "%s %s of %s with %s classes"
        .formatted(
            data.testImages(),
            run.recipe().holdout() > 0 ? "held-out training images" : "test images",
            run.recipe().dataset(),
            data.classes().size());
  }

  private static void collect(Path folder, List<Group> groups, int depth) throws IOException {
    if (isRun(folder)) {
      add(new Group(name(folder), List.of(History.of(Run.open(folder)))), groups);
      return;
    }
    List<Path> children = folders(folder);
    List<History> runs = new ArrayList<>();
    for (Path each : children) {
      if (isRun(each)) {
        runs.add(History.of(Run.open(each)));
      }
    }
    add(new Group(name(folder), runs), groups);
    if (runs.isEmpty() && depth > 1) {
      for (Path each : children) {
        collect(each, groups, depth - 1);
      }
    }
  }

  private static void add(Group group, List<Group> groups) {
    if (!group.runs().isEmpty() || group.diverged() > 0) {
      groups.add(group);
    }
  }

  private static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve("recipe.yaml"));
  }

  private static String name(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    return name == null ? absolute.toString() : name.toString();
  }

  private static List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder: give the folders of runs");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }
}
