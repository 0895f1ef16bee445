package fovea.run;

import fovea.recipe.Choice;
import java.nio.file.Path;

/** How far a run is. */
public enum RunState implements Choice {
  /** A process trains it. */
  RUNNING,
  /** All epochs of the recipe are done, or early stopping ended the run. */
  COMPLETE,
  /** It was interrupted, or its process was killed; it can be resumed. */
  STOPPED,
  /** The loss or a parameter became infinite or NaN. */
  DIVERGED;

  /** The state of the run in a folder. */
  public static RunState of(Path folder, History.End end) {
    if (RunningProcess.training(folder).isPresent()) {
      return RUNNING;
    }
    return switch (end) {
      case COMPLETE -> COMPLETE;
      case DIVERGED -> DIVERGED;
      case OPEN -> STOPPED;
    };
  }
}
