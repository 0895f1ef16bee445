package fovea.engine;

/** The numbers that activations and gradients are kept in. Master weights are never below F32. */
public enum Precision {
  /** 32-bit floats throughout. */
  F32("f32"),
  /** bfloat16 activations and weights, 32-bit master weights, weight gradients and statistics. */
  BF16("bf16"),
  /** 64-bit floats; the reference engine only, for checks of gradients. */
  F64("f64");

  private final String label;

  Precision(String label) {
    this.label = label;
  }

  /** How recipes and the command line write it. */
  public String label() {
    return label;
  }
}
