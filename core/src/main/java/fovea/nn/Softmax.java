package fovea.nn;

/**
 * exp(x) over its sum, across channels: probabilities. Training wants the scores before it; the
 * loss has its own, more stable softmax.
 */
public record Softmax() implements Layer {

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
