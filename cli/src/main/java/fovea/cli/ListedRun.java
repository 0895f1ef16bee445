package fovea.cli;

import fovea.recipe.RecipeException;
import fovea.run.History;
import fovea.run.Run;
import fovea.run.RunInfo;
import fovea.run.RunState;
import fovea.run.RunStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run as {@code fovea runs} lists it.
 *
 * @param folder its folder
 * @param state how far it is
 * @param history its metrics
 * @param info its provenance; empty if it ended before that was written
 * @param storage its disk use
 */
record ListedRun(
    Path folder, RunState state, History history, Optional<RunInfo> info, RunStorage storage) {

  /**
   * Reads a run.
   *
   * @throws IOException if it is damaged
   */
  static ListedRun of(Path folder) throws IOException {
    try {
      Run run = Run.open(folder);
      History history = run.history();
      return new ListedRun(
          folder,
          RunState.of(folder, history.end()),
          history,
          run.hasInfo() ? Optional.of(run.info()) : Optional.empty(),
          RunStorage.of(run));
    } catch (RecipeException e) {
      throw new IOException(folder + " is damaged: " + e.getMessage(), e);
    }
  }

  /** When it started, in ISO 8601; empty if that is unknown. */
  String started() {
    return info.map(RunInfo::started).orElse("");
  }
}
