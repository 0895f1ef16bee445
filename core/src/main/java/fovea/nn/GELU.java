package fovea.nn;

/** x times the standard normal distribution function of x, exact (Hendrycks and Gimpel 2016). */
public record GELU() implements Layer {

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
