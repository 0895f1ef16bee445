package fovea.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far a run is. */
public enum RunState {
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

  /** Its name, as programs read it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The state with a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RunState named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "state is '%s': it must be one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(RunState::label)
                                .collect(Collectors.joining(", ")))));
  }
}
