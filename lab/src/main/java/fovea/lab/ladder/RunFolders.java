package fovea.lab.ladder;

import fovea.run.History;
import fovea.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds groups of runs among folders that a user names. */
public final class RunFolders {

  private RunFolders() {}

  /**
   * Compares runs: a run's folder is a group of one, a folder of runs that differ in their seeds is
   * a group, and a ladder's folder is as many groups as it has steps.
   *
   * @throws IOException if one holds no run with a finished epoch
   */
  public static Comparison compare(List<Path> folders, Ladder.Against against, double target)
      throws IOException {
    List<Group> groups = new ArrayList<>();
    for (Path folder : folders) {
      int before = groups.size();
      collect(folder, groups, 2);
      if (groups.size() == before) {
        throw new IOException(
            folder + " holds no run with a finished epoch: give folders that 'fovea train' made");
      }
    }
    return new Comparison(groups, against, target);
  }

  private static void collect(Path folder, List<Group> groups, int depth) throws IOException {
    if (isRun(folder)) {
      add(new Group(name(folder), List.of(History.of(Run.open(folder)))), groups);
      return;
    }
    List<Path> inside = folders(folder);
    List<History> runs = new ArrayList<>();
    for (Path each : inside) {
      if (isRun(each)) {
        runs.add(History.of(Run.open(each)));
      }
    }
    add(new Group(name(folder), runs), groups);
    if (runs.isEmpty() && depth > 1) {
      for (Path each : inside) {
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
      throw new IOException(folder + " is no folder: give those of runs");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }
}
