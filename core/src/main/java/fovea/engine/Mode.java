package fovea.engine;

/** What the programs of a model are for. */
public enum Mode {
  /** Batch statistics, dropout, and gradients of the parameters. */
  TRAINING,
  /** Running statistics, no dropout, no backward pass. */
  EVALUATION,
  /** Computes what {@link #EVALUATION} does, and the gradient of the input. */
  ATTRIBUTION;

  /**
   * Whether batch normalisation uses the batch's statistics, dropout drops and parameters learn.
   */
  public boolean trains() {
    return this == TRAINING;
  }

  /** Whether there is a backward pass, which needs what the forward pass computed. */
  public boolean goesBackward() {
    return this != EVALUATION;
  }

  /** Whether the backward pass gives the gradient of the input. */
  public boolean attributes() {
    return this == ATTRIBUTION;
  }
}
