package fovea.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is kept of a run that gives back space on the disk, from most to least. */
public enum Keep {
  /** Everything: the run can be resumed. */
  ALL,
  /**
   * The best weights without the optimiser's memory: the run can be evaluated, used and exported,
   * and not be resumed.
   */
  BEST,
  /** Recipe, network, provenance, metrics and figures: the run can be compared, and retrained. */
  METRICS,
  /** Nothing. */
  NOTHING;

  /** Its name, as it is written in commands. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The value with a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Keep named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "keep is '%s': it must be one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Keep::label)
                                .collect(Collectors.joining(", ")))));
  }
}
