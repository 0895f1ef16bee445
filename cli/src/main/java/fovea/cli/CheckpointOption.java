package fovea.cli;

import fovea.run.SavedCheckpoint.Choice;
import picocli.CommandLine.Option;

/** The option that chooses a checkpoint of a run. */
final class CheckpointOption {

  @Option(
      names = "--last",
      description = "The last checkpoint, not the one with the highest test accuracy.")
  private boolean last;

  /** The checkpoint to use. */
  Choice choice() {
    return last ? Choice.LAST : Choice.BEST;
  }
}
