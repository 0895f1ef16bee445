package fovea.run;

import fovea.recipe.Choice;

/** What is kept of a run that gives back space on the disk, from most to least. */
public enum Keep implements Choice {
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
}
