package fovea.nn;

/**
 * In training, sets each element to zero with probability {@code rate} and multiplies the others by
 * 1 / (1 - rate); in evaluation, the identity (Srivastava et al. 2014, scaled in training instead
 * of in evaluation, as PyTorch does).
 *
 * @param rate probability of a zero, 0 or more and below 1
 * @param channels whether whole channels of an image become zero together (Tompson et al. 2015,
 *     section 3.2), and not each element by itself
 */
public record Dropout(double rate, boolean channels) implements Layer {

  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout rate is %s: it must be 0 or more and below 1".formatted(rate));
    }
  }

  /** Of single elements. */
  public Dropout(double rate) {
    this(rate, false);
  }

  /** How many elements that lie one behind the other share their fate. */
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
