package fovea.nn;

/**
 * Dropout (Srivastava et al. 2014): in training, sets elements to zero with probability {@code
 * rate} and multiplies the others by 1 / (1 - rate); in evaluation, the identity. As in PyTorch,
 * the scaling is done in training, not in evaluation.
 *
 * @param rate the probability of zeroing an element, 0 or more and below 1
 * @param channels whether to zero whole channels (Tompson et al. 2015, section 3.2; PyTorch's
 *     {@code Dropout2d}) instead of single elements
 */
public record Dropout(double rate, boolean channels) implements Layer {

  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout rate is %s: it must be 0 or more and below 1".formatted(rate));
    }
  }

  /** Dropout of single elements. */
  public Dropout(double rate) {
    this(rate, false);
  }

  /** Number of consecutive elements that are kept or dropped together. */
  public int groupSize(Shape input) {
    return channels ? input.area() : 1;
  }

  @Override
  public String type() {
    return channels ? "Dropout2d" : "Dropout";
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
