package fovea.studio.runs;

import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What tells that a run has changed.
 *
 * @param files time and size of each of its files
 * @param trains whether it trains
 */
record Stamp(List<Long> files, boolean trains) {

  private static final List<String> FILES =
      List.of("recipe.yaml", "run.json", "metrics.jsonl", Notes.FILE);

  private static final List<Long> MISSING = List.of(-1L, -1L);

  Stamp {
    files = List.copyOf(files);
  }

  /** When one of the files was written last, in milliseconds since 1970. */
  long latest() {
    return IntStream.range(0, files.size() / 2).mapToLong(i -> files.get(2 * i)).max().orElse(0);
  }

  static Stamp of(Path folder) {
    List<Long> files = new ArrayList<>();
    for (String name : FILES) {
      try {
        BasicFileAttributes file =
            Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
        files.add(file.lastModifiedTime().toMillis());
        files.add(file.size());
      } catch (IOException e) {
        files.addAll(MISSING);
      }
    }
    return new Stamp(files, RunningProcess.training(folder).isPresent());
  }
}
