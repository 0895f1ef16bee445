package fovea.nn;

/** The rectified linear unit, max(x, 0); its gradient at 0 is 0, as in PyTorch. */
public record ReLU() implements Layer {

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
