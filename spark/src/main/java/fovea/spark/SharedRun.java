package fovea.spark;

import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.PlannedRun;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.Run;
import fovea.train.Checkpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of one run in a folder that all machines see, through Hadoop's file systems. A state
 * is one file with all of the run, which appears when it is whole and is never changed. Its name
 * tells how far the training was, and a part of it is unique: so several attempts at the same run,
 * one of which is thought to be dead or is only a copy to be sure, disturb each other in nothing.
 * The furthest state is taken; those of equal steps have equal parameters, whoever wrote them.
 *
 * <p>The folder is named after the recipe, so that no run goes on from a state of another.
 *
 * @param folder the address of the folder
 */
record SharedRun(String folder) implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedRun.class);

  /** Steps done, whether the training has ended, and who wrote it. */
  private static final Pattern NAME = Pattern.compile("\\d{12}-[01]-[0-9a-f-]+\\.zip");

  /**
   * The states of a recipe's run.
   *
   * @param root the address of the folder for all runs
   */
  static SharedRun of(String root, Recipe recipe) {
    byte[] text = RecipeReader.write(recipe).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return new SharedRun(new Path(root, HexFormat.of().formatHex(digest, 0, 16)).toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Path path() {
    return new Path(folder);
  }

  private FileSystem files() throws IOException {
    return HadoopFiles.of(path());
  }

  /** The names of all states, the furthest first. */
  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    if (files().exists(path())) {
      for (FileStatus each : files().listStatus(path())) {
        names.add(each.getPath().getName());
      }
    }
    names.removeIf(name -> !NAME.matcher(name).matches());
    names.sort(Comparator.reverseOrder());
    return names;
  }

  /** The name of the furthest state; empty if there is none. */
  Optional<String> newest() throws IOException {
    return names().stream().findFirst();
  }

  /**
   * Writes the furthest state that is not damaged into a folder.
   *
   * @return whether there was one; if not, the folder is empty
   */
  boolean restore(Scratch scratch) throws IOException {
    for (String name : names()) {
      try {
        restore(name, scratch);
        return true;
      } catch (IOException e) {
        LOG.warn("{}/{} cannot be read ({}): going back further", folder, name, e.getMessage());
      }
    }
    scratch.clear();
    return false;
  }

  /**
   * Writes a state into a folder.
   *
   * @throws IOException if it is damaged or gone
   */
  void restore(String name, Scratch scratch) throws IOException {
    scratch.clear();
    try (var in = files().open(new Path(path(), name))) {
      RunArchive.read(in, scratch.folder());
    }
  }

  /** Adds the state of a run. */
  void publish(java.nio.file.Path run) throws IOException {
    PlannedRun written = plan(Run.open(run).recipe(), run);
    java.nio.file.Path last = Run.open(run).last();
    long step = Files.exists(last) ? Checkpoint.state(last).step() : 0;
    String name =
        String.format(
            Locale.ROOT, "%012d-%s-%s.zip", step, written.isFinished() ? 1 : 0, UUID.randomUUID());
    Path hidden = new Path(path(), "." + name);
    try (OutputStream out = files().create(hidden, true)) {
      RunArchive.write(run, out);
    }
    if (!files().rename(hidden, new Path(path(), name))) {
      throw new IOException("cannot write %s/%s".formatted(folder, name));
    }
    removeBefore(name);
  }

  /** Removes states that are not as far as another, but for the last of them. */
  private void removeBefore(String name) throws IOException {
    List<String> earlier =
        names().stream().filter(other -> other.compareTo(name) < 0).skip(1).toList();
    for (String each : earlier) {
      files().delete(new Path(path(), each), false);
    }
  }

  /** Removes all states. */
  void remove() throws IOException {
    files().delete(path(), true);
  }

  /** A run as ladders see it. */
  static PlannedRun plan(Recipe recipe, java.nio.file.Path folder) {
    return new PlannedRun(new Ladder.Step("run", recipe), 1, recipe, folder);
  }
}
