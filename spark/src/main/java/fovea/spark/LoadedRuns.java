package fovea.spark;

import fovea.trained.Classifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trained networks of this process. Spark makes a new function for each task, and ends an
 * executor without a word: so they are loaded once, shared by all tasks, and never closed.
 */
final class LoadedRuns {

  private static final Logger LOG = LoggerFactory.getLogger(LoadedRuns.class);
  private static final ConcurrentHashMap<String, Classifier> LOADED = new ConcurrentHashMap<>();

  private LoadedRuns() {}

  /**
   * The network of a run, which is loaded if this process has not done so yet.
   *
   * @param run the run's folder, or a checkpoint: a path, or an address such as {@code hdfs://...}
   * @throws UncheckedIOException if it cannot be loaded
   */
  static Classifier get(String run) {
    return LOADED.computeIfAbsent(run, LoadedRuns::load);
  }

  private static Classifier load(String run) {
    org.apache.hadoop.fs.Path address = new org.apache.hadoop.fs.Path(HadoopFiles.address(run));
    try {
      LOG.info("loading {}", run);
      FileSystem files = HadoopFiles.of(address);
      if (files.getUri().getScheme().equals("file")) {
        return Classifier.load(Path.of(address.toUri().getPath()));
      }
      try (Scratch scratch = Scratch.open()) {
        Path copy = scratch.folder().resolve(address.getName());
        files.copyToLocalFile(address, new org.apache.hadoop.fs.Path(copy.toUri()));
        return Classifier.load(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
