package fovea.studio.runs;

import fovea.run.Run;
import fovea.run.RunFolders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of all runs. A run's id is the path of its folder below that one, with slashes; {@code
 * .} if it is that one.
 */
public final class RunTree {

  private final Path root;

  /**
   * @param root the folder, which exists
   * @throws IOException if it cannot be read
   */
  public RunTree(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  /** The folder of all runs. */
  public Path root() {
    return root;
  }

  /**
   * The folder of a run.
   *
   * @param id the run's id, which may be anything, for it comes from a request
   * @throws IllegalArgumentException if there is no such run below the folder
   */
  public Path folder(String id) {
    try {
      Path folder = root.resolve(id).normalize();
      if (folder.startsWith(root) && Run.exists(folder) && folder.toRealPath().startsWith(root)) {
        return folder;
      }
    } catch (InvalidPathException | IOException e) {
      throw new IllegalArgumentException("there is no run '%s'".formatted(id), e);
    }
    throw new IllegalArgumentException("there is no run '%s'".formatted(id));
  }

  /** Opens a run; see {@link #folder}. */
  public Run open(String id) throws IOException {
    return Run.open(folder(id));
  }

  /** The id of the run in a folder. */
  public String id(Path folder) {
    String relative = root.relativize(folder).toString().replace(File.separatorChar, '/');
    return relative.isEmpty() ? "." : relative;
  }

  /**
   * Whether a folder is that of a run, or has one inside.
   *
   * @param id the folder's path, as if it were a run's id
   * @throws IOException if the folders cannot be read
   */
  public boolean holdsRun(String id) throws IOException {
    Path folder = root.resolve(id);
    return Run.exists(folder) || folders().stream().anyMatch(run -> run.startsWith(folder));
  }

  /**
   * The folders of all runs, hidden ones aside. What is inside of a run is no run.
   *
   * @throws IOException if the folder cannot be read; one below that cannot is left out
   */
  public List<Path> folders() throws IOException {
    return RunFolders.below(root);
  }

  /**
   * The names of the folders that are directly inside and no runs, hidden ones aside: those of
   * students, who may have no run yet.
   *
   * @throws IOException if the folder cannot be read
   */
  List<String> topFolders() throws IOException {
    try (Stream<Path> inside = Files.list(root)) {
      return inside
          .filter(path -> Files.isDirectory(path) && !Run.exists(path))
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}
