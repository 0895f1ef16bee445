package fovea.studio.runs;

import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells that a run has changed.
 *
 * @param files times and sizes of its files
 * @param trains whether it trains
 */
record Stamp(List<Long> files, boolean trains) {

  private static final List<String> FILES =
      List.of("recipe.yaml", "run.json", "metrics.jsonl", Notes.FILE);

  Stamp {
    files = List.copyOf(files);
  }

  static Stamp of(Path folder) {
    List<Long> files = new ArrayList<>();
    for (String name : FILES) {
      try {
        Path file = folder.resolve(name);
        files.add(Files.getLastModifiedTime(file).toMillis());
        files.add(Files.size(file));
      } catch (IOException e) {
        files.add(-1L); // not there
      }
    }
    return new Stamp(files, RunningProcess.training(folder).isPresent());
  }
}
