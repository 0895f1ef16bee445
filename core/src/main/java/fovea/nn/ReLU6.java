package fovea.nn;

/**
 * The rectified linear unit with a ceiling, min(max(x, 0), 6); its gradient is 0 at 0 and at 6, as
 * in PyTorch (Howard et al. 2017).
 */
public record ReLU6() implements Layer {

  /** The largest output. */
  public static final int CEILING = 6;

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
