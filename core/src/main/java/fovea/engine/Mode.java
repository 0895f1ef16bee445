package fovea.engine;

/** What a program of a model computes. */
public enum Mode {
  /** Batch statistics, dropout, and gradients of the parameters. */
  TRAINING,
  /** Running statistics, no dropout, no backward pass. */
  EVALUATION,
  /** As {@link #EVALUATION}, and the gradient with respect to the input. */
  ATTRIBUTION;

  /**
   * Whether batch normalisation uses batch statistics, dropout is active and parameters get
   * gradients.
   */
  public boolean trains() {
    return this == TRAINING;
  }

  /** Whether there is a backward pass, which needs the activations of the forward pass. */
  public boolean hasBackward() {
    return this != EVALUATION;
  }

  /** Whether the backward pass computes the gradient with respect to the input. */
  public boolean hasInputGradient() {
    return this == ATTRIBUTION;
  }
}
