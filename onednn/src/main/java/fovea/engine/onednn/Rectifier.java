package fovea.engine.onednn;

/**
 * What a layer does for a rectifier after it. Rectifying and max pooling commute, and so do their
 * backward passes: a maximum is positive where the number that it was taken from is. So where a max
 * pooling follows, the layer computes the rectifier going forward, which costs it nothing, and the
 * pooling goes back through it, where the gradient is smallest.
 */
enum Rectifier {
  NONE(false, false),
  /** Forward and backward. */
  BOTH(true, true),
  /** Forward; the pooling after it goes backward, and is all that reads the output. */
  FORWARD(true, false),
  /** Backward; the layer before this pooling went forward. */
  BACKWARD(false, true);

  private final boolean forward;
  private final boolean backward;

  Rectifier(boolean forward, boolean backward) {
    this.forward = forward;
    this.backward = backward;
  }

  /** Whether the layer's output is rectified by the layer. */
  boolean forward() {
    return forward;
  }

  /** Whether the layer's backward pass begins after the rectifier. */
  boolean backward() {
    return backward;
  }
}
