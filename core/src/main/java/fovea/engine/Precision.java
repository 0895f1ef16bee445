package fovea.engine;

/** The number format of activations and gradients. Master weights have at least 32 bits. */
public enum Precision {
  /** 32-bit floats throughout. */
  F32("f32"),
  /** bfloat16 activations and weights, 32-bit master weights, weight gradients and statistics. */
  BF16("bf16"),
  /** 64-bit floats; reference engine only, for gradient checks. */
  F64("f64");

  private final String label;

  Precision(String label) {
    this.label = label;
  }

  /** The name in recipes and on the command line. */
  public String label() {
    return label;
  }
}
