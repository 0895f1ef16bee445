package fovea.engine.onednn.plan;

/**
 * How much of a neighbouring ReLU a layer computes. ReLU and max pooling commute, in the forward
 * and in the backward pass, since a maximum is positive exactly where the element it was taken from
 * is. If a max pooling follows the ReLU, the layer before computes the ReLU's forward pass as a
 * post-op, which is free, and the pooling computes its backward pass, on the smaller gradient.
 */
public enum ReluFusion {
  NONE(false, false),
  /** Forward and backward. */
  BOTH(true, true),
  /**
   * The forward pass only; the max pooling that follows computes the backward pass and is the only
   * reader of the output.
   */
  FORWARD(true, false),
  /** The backward pass only, in a max pooling; the layer before it computes the forward pass. */
  BACKWARD(false, true);

  private final boolean forward;
  private final boolean backward;

  ReluFusion(boolean forward, boolean backward) {
    this.forward = forward;
    this.backward = backward;
  }

  /** Whether the layer applies the ReLU to its output. */
  public boolean forward() {
    return forward;
  }

  /** Whether the layer's backward pass includes the ReLU's. */
  public boolean backward() {
    return backward;
  }
}
