package fovea.run;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RunTest {

  /** Folders that are not named lie in the working directory. */
  private static final Path RUNS = Path.of("runs");

  @Test
  void runsThatStartInTheSameSecondGetFoldersOfTheirOwn() throws Exception {
    boolean there = Files.exists(RUNS);
    Recipe recipe = RecipeReader.read("baseline", Map.of("seed", "20261127"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Path> folders = new ArrayList<>();
    try {
      Callable<Run> create = () -> Run.create(Optional.empty(), recipe);
      for (Future<Run> run : threads.invokeAll(List.of(create, create, create, create, create))) {
        folders.add(run.get().folder());
      }
    } finally {
      threads.shutdown();
      for (Path folder : folders) {
        remove(folder);
      }
      if (!there) {
        Files.deleteIfExists(RUNS);
      }
    }
    assertThat(folders).hasSize(5).doesNotHaveDuplicates();
  }

  private static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("recipe.yaml"));
    Files.deleteIfExists(folder);
  }
}
