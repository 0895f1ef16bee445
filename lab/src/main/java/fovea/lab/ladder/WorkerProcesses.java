package fovea.lab.ladder;

import fovea.recipe.RecipeReader;
import fovea.run.Run;
import fovea.run.RunningProcess;
import fovea.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains each run in a process of its own, {@code fovea train}, several of them at the same time.
 *
 * @param count how many processes train at the same time, 1 or more
 * @param command the words that start {@code fovea}
 * @param threads how many threads a process computes with if the recipe does not say
 * @param environment environment variables of the processes, besides those of this one
 * @param language the language of the curves' labels, {@code en} or {@code fr}
 * @param stop makes the processes save their state and end
 * @param events receives the events of the runs; called by several threads
 */
public record WorkerProcesses(
    int count,
    List<String> command,
    int threads,
    Map<String, String> environment,
    String language,
    StopRequest stop,
    Events events)
    implements Workers {

  /** What a terminal shows is drawn by this process alone. */
  private static final List<String> TERMINAL = List.of("FOVEA_TERMINAL", "FOVEA_KEYBOARD");

  @Override
  public Work begin(PlannedRun run) throws IOException {
    Path scratch = Files.createTempDirectory("fovea-");
    ProcessBuilder builder = new ProcessBuilder(words(run, scratch.resolve("recipe.yaml")));
    int computing = run.recipe().threads() > 0 ? run.recipe().threads() : threads;
    builder.environment().putAll(environment);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(computing));
    TERMINAL.forEach(builder.environment()::remove);
    builder.redirectError(scratch.resolve("log").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    RunningProcess.enter(run.folder(), process.toHandle());
    return () -> {
      try {
        return new TrainingProcess(process, scratch.resolve("log"))
            .end(stop, event -> events.accept(run.step(), run.seed(), event));
      } finally {
        Files.deleteIfExists(scratch.resolve("recipe.yaml"));
        Files.deleteIfExists(scratch.resolve("log"));
        Files.deleteIfExists(scratch);
      }
    };
  }

  /** The command that trains a run, or goes on with it. */
  private List<String> words(PlannedRun run, Path recipe) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.add("train");
    Optional<Run> started = run.resumable();
    if (started.isPresent()) {
      words.add("--resume=" + run.folder());
      RecipeReader.changes(started.get().recipe(), run.recipe()).stream()
          .map(change -> "--" + change.replace('_', '-').replaceFirst(": ", "="))
          .forEach(words::add);
    } else {
      Files.writeString(recipe, RecipeReader.write(run.recipe()));
      words.addAll(List.of(recipe.toString(), "--out=" + run.folder()));
    }
    words.addAll(List.of("--json", "--lang=" + language));
    return words;
  }
}
